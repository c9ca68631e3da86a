// Calls a Dermstream gateway with grpc-js: one image, many on one stream, a question.
//
//     npm ci --prefix examples/node
//     node examples/node/client.js 127.0.0.1:8500 screen samples/nevus-01.jpg
//     node examples/node/client.js 127.0.0.1:8500 stream samples/*.jpg
//     node examples/node/client.js 127.0.0.1:8500 ask samples/nevus-01.jpg 'What colour is it?' mm-skin
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const PATIENCE_MS = 60_000;
const [address, command, ...operands] = process.argv.slice(2);
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
const options = () => ({ deadline: Date.now() + PATIENCE_MS });

function line(report) {
  const answer = report.label
    ? `${report.label.name_english} ${report.label.score_percent.toFixed(1)}%`
    : `${report.rejection.code}: ${report.rejection.message}`;
  return `${report.disposition}\t${answer}\t${report.provenance.release_id}`;
}

function screen(image) {
  return new Promise((resolve, reject) => {
    client.Screen({ image: readFileSync(image) }, options(), (failure, answer) => {
      if (failure) {
        reject(failure);
      } else {
        console.log(line(answer.report));
        console.log(answer.report.abstention || answer.report.summary);
        console.log(answer.report.notice);
        resolve();
      }
    });
  });
}

async function stream(...images) {
  const calls = client.ScreenStream(options());
  for (const image of images) {
    calls.write({ correlation_id: image, request: { image: readFileSync(image) } });
  }
  calls.end();
  for await (const { correlation_id: image, event, report, error } of calls) {
    if (event === 'report') {
      console.log(`${image}\t${line(report)}`);
    } else if (event === 'error') {
      console.log(`${image}\tERROR\t${error.code}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}

async function ask(image, question, profile = '') {
  const answer = client.Ask({ image: readFileSync(image), question, profile }, options());
  for await (const { event, text, finished } of answer) {
    if (event === 'text') {
      process.stdout.write(text);
    } else {
      console.log(`\n${finished.generated_tokens} tokens, release ${finished.provenance.release_id}`);
      console.log(finished.notice);
    }
  }
}

try {
  await { screen, stream, ask }[command](...operands);
} catch (failure) {
  console.error(`${grpc.status[failure.code] ?? failure.name}: ${failure.details ?? failure.message}`);
  process.exitCode = 1;
}
client.close();
