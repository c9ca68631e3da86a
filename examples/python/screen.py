#!/usr/bin/env python3
"""Screens one image with a Dermstream gateway, over plain grpcio.

    apt-get install python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc
    /usr/bin/python3 examples/python/screen.py 127.0.0.1:8500 samples/nevus-01.jpg
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import grpc


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


def main():
    address, image = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        pb2, pb2_grpc = load_stubs(folder)
        with grpc.insecure_channel(address) as channel:
            stub = pb2_grpc.ScreeningServiceStub(channel)
            request = pb2.ScreenRequest(image=pathlib.Path(image).read_bytes())
            report = stub.Screen(request, timeout=60).report
    print(pb2.Disposition.Name(report.disposition))
    if report.HasField("label"):
        print(f"{report.label.name_english} {report.label.score_percent:.1f}%")
        print(report.summary)
    else:
        print(f"{report.rejection.code}: {report.rejection.message}")
    print(f"release {report.provenance.release_id}, node {report.provenance.node_id}")
    print(report.notice)


if __name__ == "__main__":
    main()
