"""Asks an engine of before Jina 3 what it makes of old Flow files, and what words it reads. It loads and builds; nothing
is started, and no connection is opened. The one script runs with each of the engines, on Python 3.7:

    python3.7 -m venv VENV && VENV/bin/pip install wheel && VENV/bin/pip install -r requirements-1.txt
    VENV/bin/python ask.py < questions.jsonl

A question is one line {"yaml", "env"?}; each gets one line of answer:

    engine          its version
    ok, error       error: {type, message}, only if the file does not load or the Flow does not build
    deployments     the pods in their order: {name, role, needs, shards, replicas, polling, uses, usesBefore, usesAfter,
                    external}. shards counts the copies that polling is about, whatever their word; role is null in 0.x
    end             what answers to the gateway
    hanging         pods from which nobody receives
    gateway         {port, protocol, host}; port is null for a random one

What the very first releases called `recv_from`, and cannot be installed any more, is read as `needs`.
make_fixtures.py asks for the files in fixtures/legacy.
"""
import contextlib
import enum
import importlib
import io
import json
import os
import re
import socket
import sys
import warnings

os.environ['JINA_LOG_LEVEL'] = 'CRITICAL'
os.environ['JINA_LOG_VERBOSITY'] = 'CRITICAL'
warnings.filterwarnings('ignore')

# The engines print banners and logs to stdout: answers keep the real one, the rest goes to stderr.
ANSWERS = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)


def _refuse(*_):
    raise OSError('no connection is opened here')


# The later ones ask for their public address, and for those of the hosts that pods name.
socket.socket.connect = _refuse
socket.gethostbyname = lambda host: '192.0.2.1'

import jina  # noqa: E402

GATEWAY = 'gateway'


def _flow_class():
    for module in ('jina.flow', 'jina'):
        with contextlib.suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(module), 'Flow')
    raise ImportError('no Flow')


def _parsers():
    """The parsers of pods, of the gateway and of the Flow."""
    names = ('set_pod_parser', 'set_gateway_parser', 'set_flow_parser')
    modules = []
    for module in ('jina.parsers', 'jina.parser', 'jina.main.parser', 'jina.parsers.flow'):
        with contextlib.suppress(ImportError):
            modules.append(importlib.import_module(module))
    return [next(getattr(module, name) for module in modules if hasattr(module, name))() for name in names]


Flow = _flow_class()
POD, GATEWAY_PARSER, FLOW = _parsers()


def words():
    """The words that each parser takes: {pod, gateway, flow}."""
    readers = {'pod': POD, 'gateway': GATEWAY_PARSER, 'flow': FLOW}
    return {
        name: sorted(o[2:].replace('-', '_') for o in parser._option_string_actions if o.startswith('--'))
        for name, parser in readers.items()
    }


def _plain(value):
    return value.name if isinstance(value, enum.Enum) else value


def _args(node):
    for name in ('args', '_args', 'cli_args'):
        args = getattr(node, name, None)
        if args is not None:
            return vars(args)
    raise AttributeError('a pod without arguments')


def _first(args, *names):
    """The first of the arguments that the engine has."""
    return next((_plain(args[name]) for name in names if name in args), None)


def _pod(name, node):
    args = _args(node)
    # Up to 0.3 there is one number, called replicas.
    has_shards = 'shards' in args or 'parallel' in args
    role = getattr(node, 'role', None) or args.get('pod_role')
    return {
        'name': name,
        'role': _plain(role),
        'needs': sorted(node.needs),
        'shards': _first(args, 'shards', 'parallel', 'replicas'),
        'replicas': args.get('replicas', 1) if has_shards else 1,
        'polling': _first(args, 'polling'),
        'uses': _first(args, 'uses', 'yaml_path'),
        'image': args.get('image') or None,
        'usesBefore': args.get('uses_before'),
        'usesAfter': _first(args, 'uses_after', 'uses_reducing', 'reducing_yaml_path'),
        'external': bool(args.get('external')),
    }


def _known(flow):
    return {**(getattr(flow, '_common_kwargs', None) or {}), **(getattr(flow, '_kwargs', None) or {})}


def _gateway(flow, node):
    args = _args(node)
    # An engine chooses a port at random where the file says none.
    is_given = any(key in ('port_expose', 'port_grpc') for key in _known(flow))
    if 'protocol' in args:
        protocol = str(_plain(args['protocol'])).upper()
    else:
        protocol = 'HTTP' if _first(args, 'restful', 'rest_api') else 'GRPC'
    return {
        'port': _first(args, 'port_expose', 'port_grpc') if is_given else None,
        'protocol': protocol,
        'host': args.get('host'),
    }


def ask(text, env=None):
    text = re.sub(r'\brecv_from(?=\s*:)', 'needs', text)
    os.environ.update(env or {})
    try:
        with contextlib.redirect_stdout(sys.stderr):
            flow = Flow.load_config(io.StringIO(text)).build()
    except (Exception, SystemExit) as error:
        return {'engine': jina.__version__, 'ok': False, 'error': {'type': type(error).__name__, 'message': str(error)}}
    finally:
        for name in env or {}:
            del os.environ[name]
    nodes = flow._pod_nodes
    pods = {name: node for name, node in nodes.items() if name != GATEWAY}
    needed = {need for node in nodes.values() for need in node.needs}
    (end,) = nodes[GATEWAY].needs
    return {
        'engine': jina.__version__,
        'ok': True,
        'deployments': [_pod(name, node) for name, node in pods.items()],
        'end': end,
        'hanging': sorted(set(pods) - needed),
        'gateway': _gateway(flow, nodes[GATEWAY]),
    }


def main():
    for line in sys.stdin:
        question = json.loads(line)
        ANSWERS.write(json.dumps(ask(question['yaml'], question.get('env'))) + '\n')
        ANSWERS.flush()


if __name__ == '__main__':
    main()
