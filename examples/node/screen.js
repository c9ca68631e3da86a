// Screens images over one bidirectional stream, with grpc-js.
//
//     npm ci --prefix examples/node
//     node examples/node/screen.js 127.0.0.1:8500 samples/*.jpg
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [address, ...images] = process.argv.slice(2);
const protos = fileURLToPath(new URL('../../proto/src/main/protobuf', import.meta.url));
const { dermstream } = grpc.loadPackageDefinition(
  protoLoader.loadSync('dermstream/v1/screening.proto', {
    includeDirs: [protos],
    keepCase: true,
    longs: Number,
    enums: String,
    oneofs: true,
  }),
);

const client = new dermstream.v1.ScreeningService(address, grpc.credentials.createInsecure());
const stream = client.ScreenStream({ deadline: Date.now() + 120_000 });

stream.on('data', ({ correlation_id: file, event, report, error }) => {
  if (event === 'report') {
    const answer = report.label
      ? `${report.label.name_english} ${report.label.score_percent.toFixed(1)}%`
      : `${report.rejection.code}: ${report.rejection.message}`;
    console.log(`${file}\t${report.disposition}\t${answer}\t${report.provenance.release_id}`);
  } else if (event === 'error') {
    console.log(`${file}\tERROR\t${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
});
stream.on('error', (failure) => {
  console.error(`${grpc.status[failure.code]}: ${failure.details}`);
  process.exitCode = 1;
});
stream.on('end', () => client.close());

for (const image of images) {
  stream.write({ correlation_id: image, request: { image: readFileSync(image) } });
}
stream.end();
