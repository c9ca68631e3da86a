"""A session with the edge by plain grpcio: sends half, breaks off within an object, goes on.

    session.py PROTOS FOLDER HOST:PORT SESSION STUDY FILE=UID...
"""
import hashlib
import pathlib
import queue
import shutil
import subprocess
import sys

import grpc

protos, folder, address, session, study, *objects = sys.argv[1:]
subprocess.run(
    [
        "protoc",
        f"-I{protos}",
        f"-I{folder}",
        f"--python_out={folder}",
        f"--grpc_python_out={folder}",
        f"--plugin=protoc-gen-grpc_python={shutil.which('grpc_python_plugin')}",
        "dermstream/v1/screening.proto",
        "dermstream/pacs/v1/pacs.proto",
    ],
    check=True,
)
sys.path.insert(0, folder)
from dermstream.pacs.v1 import pacs_pb2 as pb2
from dermstream.pacs.v1 import pacs_pb2_grpc

CHUNK = 1000
files = [(pathlib.Path(path).read_bytes(), uid) for path, uid in (o.split("=") for o in objects)]


class Call:
    def __init__(self, stub, cursor):
        self.frames = queue.Queue()
        self.frames.put(
            pb2.ClientFrame(hello=pb2.Hello(session_id=session, outcome_cursor=cursor))
        )
        self.answers = stub.Exchange(iter(self.frames.get, None), timeout=60)
        self.sequence = next(self.answers).welcome.stored_up_to

    def send(self, **frame):
        self.sequence += 1
        self.frames.put(pb2.ClientFrame(sequence=self.sequence, **frame))

    def begin(self, data, uid):
        self.send(
            begin=pb2.InstanceBegin(
                study_instance_uid=study,
                sop_instance_uid=uid,
                total_bytes=len(data),
                sha256=hashlib.sha256(data).digest(),
            )
        )

    def chunk(self, data, offset):
        self.send(chunk=pb2.InstanceChunk(offset=offset, data=data[offset : offset + CHUNK]))

    def object(self, data, uid):
        self.begin(data, uid)
        for offset in range(0, len(data), CHUNK):
            self.chunk(data, offset)
        self.send(end=pb2.InstanceEnd())

    def next(self, kind):
        for answer in self.answers:
            if answer.WhichOneof("frame") == kind:
                return getattr(answer, kind)
        raise SystemExit(f"the call ended before its {kind}")


with grpc.insecure_channel(address) as channel:
    stub = pacs_pb2_grpc.PacsServiceStub(channel)

    first = Call(stub, 0)
    half = len(files) // 2
    for data, uid in files[:half]:
        first.object(data, uid)
        stored = first.next("stored")
        assert stored.receipt and stored.sha256 == hashlib.sha256(data).digest()
    first.begin(*files[half])
    first.chunk(files[half][0], 0)
    first.answers.cancel()

    second = Call(stub, 0)
    assert second.sequence == stored.up_to, second.sequence
    for data, uid in files[half:]:
        second.object(data, uid)
    second.send(
        study_complete=pb2.StudyComplete(
            study_instance_uid=study, sop_instance_uids=[uid for _, uid in files]
        )
    )
    outcomes = [second.next("outcome") for _ in files]
    assert [o.cursor for o in outcomes] == sorted(o.cursor for o in outcomes)
    second.send(outcomes_stored=pb2.OutcomesStored(cursor=outcomes[-1].cursor))
    second.frames.put(None)
    rest = [answer.WhichOneof("frame") for answer in second.answers]
    assert "outcome" not in rest, rest

    state = stub.GetSession(pb2.GetSessionRequest(session_id=session))
    summary = state.studies[0]
    for outcome in outcomes:
        print(outcome.sop_instance_uid, pb2.Disposition.Name(outcome.disposition))
    print(f"{summary.concluded} of {summary.expected}, missing {list(summary.missing_sop_instance_uids)}")
    print("acknowledged" if state.outcome_cursor == outcomes[-1].cursor else "not acknowledged")
