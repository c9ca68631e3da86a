// A gRPC server around onnxruntime-node: prints `READY port`, serves until it is killed.
//
//     npm ci --ignore-scripts --prefix loadtest/peers/node
//     node loadtest/peers/node/server.js MODEL
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import ort from 'onnxruntime-node';
import sharp from 'sharp';

const EDGE = 224;
const PLANE = EDGE * EDGE;
const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];

const protos = fileURLToPath(new URL('../src/main/protobuf', import.meta.url));
const { dermstream } = grpc.loadPackageDefinition(
  protoLoader.loadSync('dermstream/peer/v1/scoring.proto', { includeDirs: [protos] }),
);
// Calls run beside each other on the library's threads, so one thread for each suffices.
sharp.concurrency(1);
const session = await ort.InferenceSession.create(process.argv[2], { intraOpNumThreads: 1 });
const [input] = session.inputNames;
const [output] = session.outputNames;

async function pixels(image) {
  const rgb = await sharp(image)
    .resize(EDGE, EDGE, { fit: 'fill', kernel: 'linear' })
    .removeAlpha()
    .raw()
    .toBuffer();
  const planes = new Float32Array(3 * PLANE);
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / (255 * STD[channel]);
    const shift = MEAN[channel] / STD[channel];
    for (let i = 0; i < PLANE; i++) {
      planes[channel * PLANE + i] = rgb[3 * i + channel] * scale - shift;
    }
  }
  return planes;
}

async function score({ request }, respond) {
  try {
    const tensor = new ort.Tensor('float32', await pixels(request.image), [1, 3, EDGE, EDGE]);
    const results = await session.run({ [input]: tensor });
    respond(null, { scores: Array.from(results[output].data) });
  } catch (failure) {
    respond({ code: grpc.status.INVALID_ARGUMENT, details: failure.message });
  }
}

const server = new grpc.Server();
server.addService(dermstream.peer.v1.ScoringService.service, { Score: score });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (failure, port) => {
  if (failure) throw failure;
  console.log(`READY ${port}`);
});
