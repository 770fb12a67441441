"""Ports of the Flows that tests run. Each process has some of its own: Jina looks whether a port is free long before it
opens it, so that two Flows that start at the same time would now and then draw the same."""
import contextlib
import fcntl
import os
import random
import socket
import tempfile

PARTS = 60
# Those that Jina draws lie above those that systems give to sockets that ask for any (Linux: 32768 to 60999), which may take
# one of them before its executor does; those of gateways below, and below those of src/bridge/test-ports.ts.
DRAWN = range(61_000, 65_536)
GATEWAYS = range(20_000, 26_000)


def hold_ports():
    """Sets which ports Jina draws in this process, and gives those that gateways may have. No other process has any of them
    as long as this one lives, or one that is forked from it; where all are held, it shares them with all."""
    part = _hold_part()
    drawn, gateways = (DRAWN, GATEWAYS) if part is None else (_part_of(DRAWN, part), _part_of(GATEWAYS, part))
    os.environ['JINA_RANDOM_PORT_MIN'] = str(drawn[0])
    os.environ['JINA_RANDOM_PORT_MAX'] = str(drawn[-1])
    return gateways


def free_ports(ports, count):
    return [port for port in random.sample(ports, len(ports)) if _is_free(port)][:count]


def _is_free(port):
    with socket.socket() as one:
        return one.connect_ex(('127.0.0.1', port)) != 0


def _part_of(ports, part):
    size = len(ports) // PARTS
    return ports[part * size : (part + 1) * size]


def _hold_part():
    """The number of a part that nobody holds, or None."""
    folder = os.path.join(tempfile.gettempdir(), 'jina-flow-designer-ports')
    os.makedirs(folder, exist_ok=True)
    for part in random.sample(range(PARTS), PARTS):
        with contextlib.suppress(OSError):
            file = os.open(os.path.join(folder, str(part)), os.O_CREAT | os.O_RDWR)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(file)
            else:
                # It is let go by the end of the last process that has this file open.
                return part
    return None
