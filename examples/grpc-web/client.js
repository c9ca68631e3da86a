// Calls a Dermstream gateway over gRPC-Web, as a page does: one image, a question. In a browser
// createGrpcWebTransport comes from @connectrpc/connect-web; the rest is the same.
//
//     apt-get install protobuf-compiler
//     npm ci --prefix examples/grpc-web && npm run generate --prefix examples/grpc-web
//     node examples/grpc-web/client.js http://127.0.0.1:8500 screen samples/nevus-01.jpg
//     node examples/grpc-web/client.js http://127.0.0.1:8500 ask samples/nevus-01.jpg 'What colour is it?' mm-skin
//
// DERMSTREAM_TOKEN holds the token where the gateway asks for one, DERMSTREAM_PROFILE a profile.
import { readFileSync } from 'node:fs';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-node';
import { Disposition, ScreeningService } from './generated/dermstream/v1/screening_pb.js';

const PATIENCE_MS = 60_000;
const [baseUrl, command, ...operands] = process.argv.slice(2);
const { DERMSTREAM_TOKEN: token, DERMSTREAM_PROFILE: profile = '' } = process.env;
const client = createClient(
  ScreeningService,
  createGrpcWebTransport({ baseUrl, httpVersion: '1.1', defaultTimeoutMs: PATIENCE_MS }),
);
const options = { headers: token ? { authorization: `Bearer ${token}` } : {} };

async function screen(file) {
  const { report } = await client.screen({ image: readFileSync(file), profile }, options);
  const answer = report.label
    ? `${report.label.nameEnglish} ${report.label.scorePercent.toFixed(1)}%`
    : `${report.rejection.code}: ${report.rejection.message}`;
  console.log(`${Disposition[report.disposition]}\t${answer}\t${report.provenance.releaseId}`);
  console.log(report.abstention || report.summary);
  console.log(report.notice);
}

async function ask(file, question, named = profile) {
  const request = { image: readFileSync(file), question, profile: named };
  for await (const piece of client.ask(request, options)) {
    if (piece.event.case === 'text') {
      process.stdout.write(piece.event.value);
    } else {
      const { generatedTokens, provenance, notice } = piece.event.value;
      console.log(`\n${generatedTokens} tokens, release ${provenance.releaseId}`);
      console.log(notice);
    }
  }
}

try {
  await { screen, ask }[command](...operands);
} catch (failure) {
  const { code, rawMessage } = ConnectError.from(failure);
  console.error(`${Code[code]}: ${rawMessage}`);
  process.exitCode = 1;
}
