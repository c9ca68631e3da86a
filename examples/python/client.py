#!/usr/bin/env python3
"""Calls a Dermstream gateway over plain grpcio: one image, many on one stream, a question.

    apt-get install python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc
    /usr/bin/python3 examples/python/client.py 127.0.0.1:8500 screen samples/nevus-01.jpg
    /usr/bin/python3 examples/python/client.py 127.0.0.1:8500 stream samples/*.jpg
    /usr/bin/python3 examples/python/client.py 127.0.0.1:8500 ask samples/nevus-01.jpg "What colour is it?" mm-skin
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import grpc

DEADLINE_SECONDS = 60


def load_stubs(folder):
    """Generates the client from the project's .proto, as any gRPC user would."""
    protos = pathlib.Path(__file__).resolve().parents[2] / "proto/src/main/protobuf"
    subprocess.run(
        [
            "protoc",
            f"-I{protos}",
            f"--python_out={folder}",
            f"--grpc_python_out={folder}",
            f"--plugin=protoc-gen-grpc_python={shutil.which('grpc_python_plugin')}",
            "dermstream/v1/screening.proto",
        ],
        check=True,
    )
    sys.path.insert(0, folder)
    from dermstream.v1 import screening_pb2, screening_pb2_grpc

    return screening_pb2, screening_pb2_grpc


def line(pb2, report):
    disposition = pb2.Disposition.Name(report.disposition)
    if report.disposition == pb2.DISPOSITION_REJECTED:
        return f"{disposition}\t{report.rejection.code}: {report.rejection.message}"
    return f"{disposition}\t{report.label.name_english} {report.label.score_percent:.1f}%"


def screen(pb2, stub, image):
    request = pb2.ScreenRequest(image=pathlib.Path(image).read_bytes())
    report = stub.Screen(request, timeout=DEADLINE_SECONDS).report
    print(line(pb2, report))
    print(report.abstention or report.summary)
    print(f"release {report.provenance.release_id}, node {report.provenance.node_id}")
    print(report.notice)


def stream(pb2, stub, *images):
    def requests():
        for image in images:
            yield pb2.ScreenStreamRequest(
                correlation_id=image,
                request=pb2.ScreenRequest(image=pathlib.Path(image).read_bytes()),
            )

    failed = 0
    for event in stub.ScreenStream(requests(), timeout=DEADLINE_SECONDS):
        kind = event.WhichOneof("event")
        if kind == "report":
            print(f"{event.correlation_id}\t{line(pb2, event.report)}")
        elif kind == "error":
            failed += 1
            print(f"{event.correlation_id}\tERROR\t{event.error.code}: {event.error.message}")
    return failed


def ask(pb2, stub, image, question, profile=""):
    request = pb2.AskRequest(
        image=pathlib.Path(image).read_bytes(), question=question, profile=profile
    )
    for event in stub.Ask(request, timeout=DEADLINE_SECONDS):
        if event.WhichOneof("event") == "text":
            print(event.text, end="", flush=True)
        else:
            finished = event.finished
            print(f"\n{finished.generated_tokens} tokens, release {finished.provenance.release_id}")
            print(finished.notice)


def main():
    address, command, *arguments = sys.argv[1:]
    commands = {"screen": screen, "stream": stream, "ask": ask}
    with tempfile.TemporaryDirectory() as folder:
        pb2, pb2_grpc = load_stubs(folder)
        with grpc.insecure_channel(address) as channel:
            stub = pb2_grpc.ScreeningServiceStub(channel)
            try:
                sys.exit(1 if commands[command](pb2, stub, *arguments) else 0)
            except grpc.RpcError as failure:
                sys.exit(f"{failure.code().name}: {failure.details()}")


if __name__ == "__main__":
    main()
