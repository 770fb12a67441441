"""Runs the Flow, or the Deployment, of a YAML file with the real Jina, for the tests.

    python run_flow.py flow.yml [--port 0] [--protocol grpc] [--own-ports] [--watch-stdin]

The file is loaded as it is; only the gateway's ports are set (--port, and free ones for further protocols of the file)
and, if asked for, its protocol. With --own-ports nothing is set. The classes of executors.py are known by their bare names. One line of JSON goes to
stdout: {"ready": true, "port", "ports": {protocol: port}, "docarray": "v1" or "v2", "jina"} when the Flow answers, or
{"ready": false, "error"} and exit code 1. The engine's log goes to stderr.

SIGTERM and SIGINT close the Flow and end with exit code 0; so does the end of stdin with --watch-stdin, so that the Flow
does not outlive whoever started it.
"""
import argparse
import json
import multiprocessing
import os
import random
import signal
import socket
import sys
import threading

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
# The ports that Jina draws lie above those that systems give to sockets that ask for any (Linux: 32768 to 60999), which may
# take one of them before its executor does.
os.environ.setdefault('JINA_RANDOM_PORT_MIN', '61000')
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# The engine prints banners and logs to stdout: our one line keeps the real one, the rest goes to stderr.
ANSWER = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import executors  # noqa: E402,F401  (importing it makes the class names known to the engine)
from jina import Deployment, Flow, __version__  # noqa: E402
from jina._docarray import docarray_v2  # noqa: E402

# A gateway that has met certain errors never closes by itself; an orderly one takes about half a second.
CLOSE_SECONDS = 5


def _say(**answer):
    print(json.dumps(answer), file=ANSWER, flush=True)


def _is_free(port):
    with socket.socket() as one:
        return one.connect_ex(('127.0.0.1', port)) != 0


def _free_ports(count):
    """Below the ports that systems give to sockets that ask for any, which may take one of those before the Flow does."""
    return [port for port in random.sample(range(20_000, 32_000), 10 * count) if _is_free(port)][:count]


def _leave(code):
    """Ends at once, and the executors' processes with it."""
    for child in multiprocessing.active_children():
        child.kill()
    os._exit(code)


def _list(value):
    return value if isinstance(value, list) else [value]


def _kind(path):
    """The class that the file is of."""
    with open(path, encoding='utf-8') as file:
        return Deployment if file.readline().startswith('jtype: Deployment') else Flow


def _load(path, port, protocol):
    """The Flow of the file with free ports, the given port first."""
    flow = _kind(path).load_config(path)
    if protocol:
        flow.protocol = protocol
    ports = _free_ports(len(_list(flow.protocol)))
    if port:
        ports[0] = port
    flow.port = ports
    return flow


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('file')
    parser.add_argument('--port', type=int, default=0, help='of the gateway, or 0 for a free one')
    parser.add_argument('--protocol', choices=['grpc', 'http', 'websocket'], help="instead of the file's own")
    parser.add_argument('--own-ports', action='store_true', help="leave the gateway's ports and protocol to the file")
    parser.add_argument('--watch-stdin', action='store_true', help='close the Flow when stdin ends')
    options = parser.parse_args()

    own_pid = os.getpid()
    is_ready, is_over = threading.Event(), threading.Event()

    def stop(*_):
        # Executors are forked from this process and have this handler until they set their own.
        if os.getpid() != own_pid:
            os._exit(1)
        if not is_ready.is_set():
            _leave(0)
        is_over.set()

    def watch_stdin():
        while os.read(0, 4096):
            pass
        stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if options.watch_stdin:
        threading.Thread(target=watch_stdin, daemon=True).start()

    try:
        if options.own_ports:
            flow = _kind(options.file).load_config(options.file)
        else:
            flow = _load(options.file, options.port, options.protocol)
        flow.start()
    except (Exception, SystemExit) as error:
        _say(ready=False, error=f'{type(error).__name__}: {error}')
        _leave(1)
    is_ready.set()
    ports = _list(flow.port)
    by_protocol = {str(one).lower(): number for one, number in zip(_list(flow.protocol), ports)}
    docarray = 'v2' if docarray_v2 else 'v1'
    _say(ready=True, port=ports[0], ports=by_protocol, docarray=docarray, jina=__version__)

    is_over.wait()
    threading.Timer(CLOSE_SECONDS, _leave, [0]).start()
    flow.close()
    _leave(0)


if __name__ == '__main__':
    main()
