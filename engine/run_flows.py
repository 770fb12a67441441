"""Runs Flows and Deployments of YAML files with the real Jina, for the tests.

    python run_flows.py

Stays as a companion, which has imported Jina once: each Flow runs in a process that is forked from this one, at the head
of a process group of its own. A question is one line

    {"id", "file", "protocol"?, "ownPorts"?}

The file is loaded as it is; only the gateway's ports are set, to free ones, and its protocol, if one is given. With
ownPorts nothing is set. The classes of executors.py are known by their bare names. Lines of answers go to stdout:

    {"id", "pid"}       at once: the process, and its group
    {"id", "ready": true, "port", "ports": {protocol: port}}
                        when the Flow answers, or
    {"id", "ready": false, "error"}
                        when it cannot be started; it ends then
    {"id", "log"}       when the process has ended: the end of the engine's log

SIGTERM and SIGINT close the Flow and end its process; so does the end of this one, which the end of stdin brings about, so
that no Flow outlives whoever started it.
"""
import contextlib
import gc
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import threading

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'

# The engine prints banners and logs to stdout: our lines keep the real one, the rest goes to stderr.
ANSWERS = os.dup(1)
os.dup2(2, 1)

import executors  # noqa: E402,F401  (importing it makes the class names known to the engine)
import jina.helper  # noqa: E402
from jina import Deployment, Flow  # noqa: E402
from ports import free_ports, hold_ports  # noqa: E402
from quick_starts import make_starts_quick  # noqa: E402

# What a Flow's processes import when they start, each for itself if it is not there yet; not all of it is in either docarray.
for _name in (
    'docarray.base_doc.docarray_response',
    'docarray.document.pydantic_model',
    'fastapi',
    'filelock',
    'jina.jaml.parsers.executor.legacy',
    'jina.jaml.parsers.flow.v1',
    'jina.jaml.parsers.gateway.legacy',
    'jina.serve.networking.sse',
    'jina.serve.runtimes.gateway.health_model',
    'jina.serve.runtimes.gateway.http_fastapi_app',
    'jina.serve.runtimes.gateway.http_fastapi_app_docarrayv2',
    'jina.serve.runtimes.gateway.models',
    'jina.serve.runtimes.gateway.request_handling',
    'jina.serve.runtimes.gateway.streamer',
    'jina.serve.runtimes.gateway.websocket_fastapi_app',
    'uvicorn.lifespan.on',
    'uvicorn.loops.auto',
    'uvicorn.protocols.http.auto',
    'uvicorn.protocols.websockets.auto',
):
    with contextlib.suppress(ImportError):
        __import__(_name)

# A gateway that has met certain errors never closes by itself; an orderly one takes about half a second.
CLOSE_SECONDS = 5
LOG_BYTES = 4000


def _say(**answer):
    # In one piece, as other processes write to the same pipe.
    os.write(ANSWERS, f'{json.dumps(answer)}\n'.encode())


def _leave(code):
    """Ends at once, and the executors' processes with it."""
    for child in multiprocessing.active_children():
        child.kill()
    os._exit(code)


def _list(value):
    return value if isinstance(value, list) else [value]


def _load(gateway_ports, file, protocol=None, ownPorts=False):  # noqa: N803  (as the question has it)
    """The Flow of the file, with free ports if they are not to be its own."""
    with open(file, encoding='utf-8') as text:
        kind = Deployment if text.readline().startswith('jtype: Deployment') else Flow
    flow = kind.load_config(file)
    if not ownPorts:
        if protocol:
            flow.protocol = protocol
        flow.port = free_ports(gateway_ports, len(_list(flow.protocol)))
    return flow


def _run(parent, id, **how):
    """Runs one Flow until it is told to stop, or `parent`, a pipe, ends."""
    gateway_ports = hold_ports()
    jina.helper.reset_ports()
    own_pid = os.getpid()
    is_ready, is_over = threading.Event(), threading.Event()

    def stop(*_):
        # Executors are forked from this process and have this handler until they set their own.
        if os.getpid() != own_pid:
            os._exit(1)
        if not is_ready.is_set():
            _leave(0)
        is_over.set()

    def watch_parent():
        while os.read(parent, 1):
            pass
        stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=watch_parent, daemon=True).start()

    try:
        flow = _load(gateway_ports, **how)
        flow.start()
    except (Exception, SystemExit) as error:
        _say(id=id, ready=False, error=f'{type(error).__name__}: {error}')
        _leave(1)
    is_ready.set()
    ports = _list(flow.port)
    by_protocol = {str(one).lower(): number for one, number in zip(_list(flow.protocol), ports)}
    _say(id=id, ready=True, port=ports[0], ports=by_protocol)

    is_over.wait()
    threading.Timer(CLOSE_SECONDS, _leave, [0]).start()
    flow.close()
    _leave(0)


def main():
    make_starts_quick()
    # What is here stays: no forked process has to look through it.
    gc.freeze()

    running = {}
    child_end, own_end = os.pipe()

    def tell_ends(*_):
        for pid, (id, log) in list(running.items()):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del running[pid]
                size = os.fstat(log.fileno()).st_size
                tail = os.pread(log.fileno(), LOG_BYTES, max(0, size - LOG_BYTES))
                log.close()
                _say(id=id, log=tail.decode('utf-8', 'replace'))

    signal.signal(signal.SIGCHLD, tell_ends)
    for line in sys.stdin:
        question = json.loads(line)
        log = tempfile.TemporaryFile(buffering=0)
        # One that ends at once is told when it is known.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            os.setsid()
            os.close(own_end)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            _run(child_end, **question)
        _say(id=question['id'], pid=pid)
        running[pid] = (question['id'], log)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


if __name__ == '__main__':
    main()
