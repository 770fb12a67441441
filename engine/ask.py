"""Asks the real engine what it makes of Flow files. It loads and builds them; it never starts anything.

    python ask.py < questions.jsonl

A question is one line {"id", "yaml", "env"?, "context"?, "files"?, "exports"?, "program"?}: the file's text; the
environment variables that it may use; the variables that Python code hands over with it; other files by their relative
path, in a folder that is the working folder and holds nothing else; true for the exports below; a Python program that
defines `flow`, which is run. Each question gets one line of answer, in the same
order, as soon as it is known, so that the process can stay as a companion. An answer is

    id, ok          ok: the file loads and the Flow builds
    error           {phase: "load" or "build", type, message}, only if not ok. Phase "ask" is no word of the engine's:
                    the question took more than 20 s, or would have started or sent something
    warnings        [{phase, category, message}]: Python's warnings by their class, and the engine's log as log.warning,
                    log.error or log.critical; each once

and, only if ok,

    flow            {name, args, inspect, env}; args is what `with` holds, save defaults
    deployments     in the engine's order, without the gateway: {node, name, role, needs, external, floating, shards,
                    replicas, polling, uses, protocols, pods, head}, the arguments of MAIN that are set, and args, all
                    others that differ from their defaults and that the engine's help lists. node is the name in the
                    graph, name what the executor calls itself; pods is how many processes it will be, head included
    gateway         {protocols, ports, uses, host, needs, monitoring, env, args}; ports is null where the engine draws
                    them
    graph           {node: [successors]}, with start-gateway and end-gateway, as the gateway gets it
    conditions, no_reduce, addresses, metadata (if there is any): likewise
    end             the node whose answer the gateway returns; "gateway" if there is none
    num_deployments, num_pods
                    the engine's numbers; num_pods is 0 before the start
    num_pods_running
                    what num_pods will be then
    mermaid         the very text that Flow.plot() draws, or null
    mermaidError    {type, message}, only if the drawing fails

and, if exports are asked for, each from a Flow that is read anew,

    dump            the text that save_config() writes before the Flow is built
    k8s             {path: text} of the files that to_kubernetes_yaml() writes
    compose         the text that to_docker_compose_yaml() writes

of which one that fails is null, with dumpError, k8sError or composeError, {type, message}; and, if there is a program,

    program         what its Flow is once it is built, from `flow` to `mermaidError` of the above, with its dump; null if it
                    fails, with programError

What differs from run to run is made the same: needs, unknown arguments and the names in the "floating" warning, sets in
the engine, are sorted; needs of several kinds are brought to the engine's own sorting as texts, numbers, dates, times,
times with a zone, None, so that it meets always the same two that it cannot compare; ports that the engine draws are RANDOM_PORT_1, ... by first appearance in each value above; the
working folder is /cwd and the home folder /home/user. The machine counts as no container and has no network; the image
that the Hub would name is hub.invalid/NAME:TAG. Python modules that a file names under py_modules are not imported.
"""
import argparse
import contextlib
import copy
import datetime
import functools
import io
import itertools
import json
import logging
import math
import os
import re
import signal
import socket
import sys
import tempfile
import warnings
from unittest import mock

# The engine reads settings of its own from the environment, and those of whoever asks must not show.
for _name in [name for name in os.environ if name.startswith('JINA')]:
    del os.environ[_name]
os.environ['JINA_OPTOUT_TELEMETRY'] = '1'

# The engine prints banners and logs to stdout: our answers keep the real one, the rest goes to stderr.
ANSWERS = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import jina  # noqa: E402
import jina.helper  # noqa: E402
import jina.jaml.helper  # noqa: E402
import jina.orchestrate.deployments  # noqa: E402
import jina.orchestrate.deployments.config.docker_compose  # noqa: E402
import jina.orchestrate.deployments.config.helper as images  # noqa: E402
import jina.orchestrate.deployments.config.k8s  # noqa: E402
import jina.orchestrate.deployments.config.k8slib.kubernetes_tools as templates  # noqa: E402
import jina.orchestrate.helper  # noqa: E402
import jina.parsers  # noqa: E402
import jina_cli.lookup  # noqa: E402
import yaml as pyyaml  # noqa: E402
from jina import Deployment, Flow  # noqa: E402
from jina.constants import __resources_path__  # noqa: E402
from jina.helper import ArgNamespace  # noqa: E402
from jina.importer import PathImporter  # noqa: E402
from jina.logging.logger import JinaLogger  # noqa: E402

SECONDS = 20
# All that a question's environment holds besides its own. The engine searches PATH.
ENVIRONMENT = {'PATH': '', 'HOME': '/home/user', 'LANG': 'C.UTF-8'}
GATEWAY = 'gateway'
MAIN = (
    'uses_with', 'uses_metas', 'uses_requests', 'uses_dynamic_batching', 'uses_before', 'uses_after', 'when', 'env',
    'volumes', 'gpus', 'no_reduce', 'workspace', 'grpc_metadata', 'py_modules',
)  # fmt: skip
# Arguments that an answer has under a key of its own, or that only repeat the graph.
ELSEWHERE = {'name', 'polling', 'shards', 'replicas', 'uses', 'external', 'floating', 'protocol'}
GATEWAY_ELSEWHERE = {
    'name', 'port', 'protocol', 'uses', 'graph_description', 'graph_conditions', 'deployments_addresses',
    'deployments_metadata', 'deployments_no_reduce', 'expose_endpoints', 'floating',
}  # fmt: skip


class Unanswered(BaseException):
    """No answer can be had: too slow, or more than loading and building. Not an Exception, which the engine catches."""


# --- the engine, kept from doing more than it is asked, from chance, and from doing the same work again and again


def _replace(old, new):
    """Puts `new` wherever a module of the engine has `old`."""
    for name, module in list(sys.modules.items()):
        if name.partition('.')[0] in ('jina', 'jina_cli'):
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def _never(*_, **__):
    raise Unanswered('it would start or send something')


def _no_network(*_, **__):
    raise OSError(101, 'Network is unreachable')


# Stands for a port that the engine draws: a number that nobody writes, so that it is known again in any text.
FIRST_PORT = 6_180_339_887_000_000
_ports = itertools.count(FIRST_PORT)


def _random_port():
    return next(_ports)


def _is_random(value):
    """Whether this is a drawn port, or a list of such."""
    values = value if isinstance(value, list) else [value]
    return all(isinstance(one, int) and 0 <= one - FIRST_PORT < 10**6 for one in values)


# The engine compares the defaults of one with those of another: so many are never in use at a time.
PARSERS = 4


def _made_once(make):
    """A maker of parsers that makes a few, and hands them out in turn as if new. Most of the time would go there."""
    made = [make() for _ in range(PARSERS)]
    for parser in made[1:]:
        # Identities are drawn anew for each: no two would have the same defaults.
        for action, same in zip(parser._actions, made[0]._actions):
            if isinstance(action.default, str):
                action.default = same.default
    parsers = itertools.cycle(made)
    defaults_of = {
        id(parser): [(one, one.default) for one in parser._actions if isinstance(one.default, (list, dict, int))]
        for parser in made
    }

    @functools.wraps(make)
    def get(base=None):
        if base is not None:
            return make(base)
        parser = next(parsers)
        for action, default in defaults_of[id(parser)]:
            if isinstance(default, list):
                action.default = [_random_port() if _is_random(one) else copy.deepcopy(one) for one in default]
            else:
                action.default = _random_port() if _is_random(default) else copy.deepcopy(default)
        return parser

    return get


def _refuse(_, message):
    """In place of argparse's, which prints the usage and this message before it exits."""
    error = SystemExit(2)
    error.told = message
    raise error


def _load_py_modules(load):
    """Finds the modules as the engine does, and leaves them alone."""

    def find(*args, **kwargs):
        with mock.patch.object(PathImporter, 'add_modules'):
            load(*args, **kwargs)

    return find


LOG_CONFIGS = {
    name[len('logging.') : -len('.yml')] for name in os.listdir(__resources_path__) if name.startswith('logging.')
}


def _add_handlers(add):
    """Without a handler nothing is printed; the configurations that the engine brings with it need no reading."""

    def add_none(logger, config_path=None, **kwargs):
        is_known = isinstance(config_path, str) and config_path in LOG_CONFIGS and not os.path.exists(config_path)
        if not is_known or 'JINA_LOG_LEVEL' in os.environ:
            add(logger, config_path, **kwargs)
        logger.logger.handlers = [logging.NullHandler()]
        logger.logger.setLevel(logging.WARNING)

    return add_none


def _kind(need):
    """Values of one kind can be compared with each other."""
    if isinstance(need, str):
        return 0
    if isinstance(need, (bool, int, float)):
        return 1
    if isinstance(need, datetime.datetime):
        return 3 if need.tzinfo is None else 4
    return 2 if isinstance(need, datetime.date) else 5


def _sorted(needs):
    """sorted() of a set, which has no order: brings its items in one first, what is not a number last of the numbers."""
    return sorted(sorted(needs, key=lambda need: (_kind(need), need != need, need)))


def _image_name(uses):
    """What the Hub would name, for what the engine would ask it."""
    try:
        _, name, tag, _ = images.parse_hub_uri(uses)
    except ValueError:
        if uses.startswith('docker'):
            return uses.replace('docker://', '')
        raise
    return f'hub.invalid/{name}:{tag or "latest"}'


def _template(read):
    """Reads a filled template by libyaml, which is many times faster, and once more for the engine's own words if it fails."""

    def get(template, params):
        try:
            with mock.patch.object(pyyaml, 'safe_load', lambda text: pyyaml.load(text, pyyaml.CSafeLoader)):
                return read(template, params)
        except pyyaml.YAMLError:
            return read(template, params)

    return get


def _tame():
    # No item of a file can start the Flow, since each hands its method more than `start` takes; but it can send.
    Deployment.start = _never
    Flow.client = property(_never)
    socket.getaddrinfo = _no_network
    argparse.ArgumentParser.error = _refuse
    jina.orchestrate.flow.base.sorted = _sorted
    argparse._ = str  # argparse's texts have no translation to look for
    JinaLogger.add_handlers = _add_handlers(JinaLogger.add_handlers)
    _replace(jina.jaml.helper.load_py_modules, _load_py_modules(jina.jaml.helper.load_py_modules))
    _replace(jina.orchestrate.deployments.in_docker, lambda: False)
    _replace(jina.helper.random_port, _random_port)
    _replace(jina.helper.random_ports, lambda count: [_random_port() for _ in range(count)])
    warn_unknown = jina.helper.warn_unknown_args
    _replace(warn_unknown, lambda unknown: warn_unknown(sorted(unknown)))
    # A constant that the engine makes anew at each unknown argument.
    jina_cli.lookup._build_lookup_table = functools.cache(jina_cli.lookup._build_lookup_table)
    jina_cli.lookup._build_lookup_table()
    pod_parser = jina.parsers.set_pod_parser
    made_pod_parser = _made_once(pod_parser)
    _replace(pod_parser, lambda *args, **kwargs: pod_parser(*args, **kwargs) if args or kwargs else made_pod_parser())
    for make in (jina.parsers.set_deployment_parser, jina.parsers.set_gateway_parser):
        _replace(make, _made_once(make))
    _replace(images.get_image_name, _image_name)
    _replace(images.get_base_executor_version, lambda: jina.__version__)
    jina.orchestrate.helper.__cache_path__ = os.path.join(ENVIRONMENT['HOME'], '.cache', 'jina')
    templates._get_yaml = _template(templates._get_yaml)


_tame()


# --- one question


@contextlib.contextmanager
def _world(env, files):
    """The environment and the working folder of one question while it is entered."""
    outside = dict(os.environ)
    with tempfile.TemporaryDirectory() as above:
        folder = os.path.join(os.path.realpath(above), 'cwd')
        os.mkdir(folder)
        for path, text in files.items():
            place = os.path.normpath(os.path.join(folder, path))
            if not place.startswith(folder + os.sep):
                raise Unanswered(f'{path} is not below the working folder')
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, 'w', encoding='utf-8', newline='') as file:
                file.write(text)
        os.environ.clear()
        os.environ.update(ENVIRONMENT)
        os.environ.update((name, str(value)) for name, value in env.items())
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(os.sep)
            os.environ.clear()
            os.environ.update(outside)


@contextlib.contextmanager
def _time_limit():
    def end(*_):
        raise Unanswered(f'it took more than {SECONDS} s')

    signal.signal(signal.SIGALRM, end)
    # Rings again each second, should something of the engine's catch everything.
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _key(key):
    """A key as JSON has it, which keeps texts, and of all else what a file says in its stead."""
    return key if isinstance(key, str) else json.dumps(key, default=str)


# Of texts that are compared as the values that they stand for.
FAST_WRITER = mock.patch.object(pyyaml, 'dump', functools.partial(pyyaml.dump, Dumper=pyyaml.CDumper))


class Question:
    """One question while it is answered: its working folder, and the warnings so far."""

    def __init__(self, folder):
        self.folder = folder
        self.warnings = []

    def plain(self, value):
        """A value as JSON can have it, without what differs from run to run."""
        numbers = {}

        def number_of(port):
            return numbers.setdefault(port[0], f'RANDOM_PORT_{len(numbers) + 1}')

        def plain(one):
            if isinstance(one, str):
                one = re.sub(rf'(?<![\w.]){FIRST_PORT // 10**6}\d{{6}}(?![\w.])', number_of, one)
                one = re.sub(r' at 0x[0-9a-f]+>', ' at 0x…>', one)
                return one.replace(os.path.dirname(self.folder) + os.sep, os.sep)
            if one is None or isinstance(one, bool):
                return one
            if type(one) is int:
                return plain(str(one)) if _is_random(one) else one
            if isinstance(one, float):
                return one if math.isfinite(one) else repr(one)
            if isinstance(one, dict):
                return {_key(key): plain(item) for key, item in one.items()}
            if isinstance(one, (set, frozenset)):
                return sorted(map(plain, one), key=str)
            if isinstance(one, (list, tuple)):
                return list(map(plain, one))
            return plain(str(one))

        return plain(value)

    def fault(self, error):
        """A fault as data."""
        if isinstance(error, SystemExit):
            message = getattr(error, 'told', str(error.code))
        elif isinstance(error, RecursionError):
            message = 'maximum recursion depth exceeded'
        else:
            message = str(error)
        message = re.sub(r'<_io\.StringIO object at 0x[0-9a-f]+>', '<source>', message)
        message = re.sub(r' at 0x[0-9a-f]+', ' at 0x…', message)
        return {'type': type(error).__name__, 'message': self.plain(message)}

    def _warn(self, phase, category, message):
        message = self.plain(message)
        names = re.match(r"\[('[^\]]*')\](?= are \"floating\")", message)
        if names:
            message = '[' + ', '.join(sorted(names[1].split(', '))) + ']' + message[names.end() :]
        if not any(one['category'] == category and one['message'] == message for one in self.warnings):
            self.warnings.append({'phase': phase, 'category': category, 'message': message})

    def attempt(self, phase, do):
        """What `do` returns and None, or None and the fault; the warnings it gives are kept under `phase`."""
        logged = []
        make = logging.getLogRecordFactory()

        def record(*args, **kwargs):
            made = make(*args, **kwargs)
            if made.levelno >= logging.WARNING:
                logged.append(made)
            return made

        logging.setLogRecordFactory(record)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter('always')
            warnings.simplefilter('ignore', ResourceWarning)
            # Python 3.11's own, about how the engine makes its parsers.
            warnings.filterwarnings('ignore', message='Nesting argument groups')
            try:
                return do(), None
            except (Exception, SystemExit) as error:
                return None, self.fault(error)
            finally:
                logging.setLogRecordFactory(make)
                for one in warned:
                    self._warn(phase, one.category.__name__, str(one.message))
                for one in logged:
                    self._warn(phase, f'log.{one.levelname.lower()}', one.getMessage())

    def answer(self, yaml, context, exports=False, program=None):
        phase = 'load'
        environment = dict(os.environ)

        def reset():
            # Building sets a variable, which a file may show.
            os.environ.clear()
            os.environ.update(environment)

        def load():
            reset()
            return Flow.load_config(io.StringIO(yaml, newline=None), context=context)

        def run():
            reset()
            names = {'__name__': 'program'}
            exec(compile(program, 'program.py', 'exec'), names)
            return names['flow']

        flow, error = self.attempt(phase, load)
        if not error:
            phase = 'build'
            _, error = self.attempt(phase, flow.build)
        if error:
            return {'ok': False, 'error': {'phase': phase, **error}, 'warnings': self.warnings}
        answer = {'ok': True, 'warnings': self.warnings, **self._drawn(flow)}
        # What is warned of from here on is none of the file's.
        answer['warnings'] = list(self.warnings)
        if exports:
            for key, export in (('dump', self._dump), ('k8s', self._kubernetes), ('compose', self._compose)):
                made, error = self.attempt(key, lambda: export(load()))
                answer[key] = self.plain(made)
                if error:
                    answer[f'{key}Error'] = error
        if program is not None:
            answer['program'], error = self.attempt(
                'program', lambda: {**self._drawn(run().build()), 'dump': self.plain(self._dump(run()))}
            )
            if error:
                answer['programError'] = error
        return answer

    def _beside(self, name):
        """A place for what the engine writes, outside of the working folder."""
        return os.path.join(os.path.dirname(self.folder), name)

    def _dump(self, flow):
        for deployment in flow._deployment_nodes.values():
            deployment.needs = _sorted(deployment.needs)
        path = self._beside('dump.yml')
        flow.save_config(path)
        return _text_of(path)

    def _kubernetes(self, flow):
        base = self._beside('k8s')
        with FAST_WRITER:
            flow.to_kubernetes_yaml(base)
        found = [os.path.join(folder, name) for folder, _, names in os.walk(base) for name in names]
        return {os.path.relpath(path, base): _text_of(path) for path in sorted(found)}

    def _compose(self, flow):
        path = self._beside('docker-compose.yml')
        with FAST_WRITER:
            flow.to_docker_compose_yaml(path)
        return _text_of(path)

    def _drawn(self, flow):
        """What an answer says of a built Flow, with its drawing."""
        mermaid, error = self.attempt('mermaid', lambda: flow._mermaid_str)
        return {
            **self._built(flow),
            'mermaid': self.plain(mermaid),
            **({'mermaidError': error} if error else {}),
        }

    def _built(self, flow):
        """What an answer says of a built Flow, without its drawing."""
        executors = [(node, deployment) for node, deployment in flow if node != GATEWAY]
        gateway = flow[GATEWAY]
        (end,) = gateway.needs
        metadata = json.loads(gateway.args.deployments_metadata)
        return {
            'flow': self.plain(_flow(flow)),
            'deployments': [self.plain(_deployment(node, deployment)) for node, deployment in executors],
            'gateway': self.plain(_gateway(gateway)),
            'graph': json.loads(gateway.args.graph_description),
            'conditions': self.plain(json.loads(gateway.args.graph_conditions)),
            'no_reduce': json.loads(gateway.args.deployments_no_reduce),
            **({'metadata': self.plain(metadata)} if metadata else {}),
            'addresses': self.plain(json.loads(gateway.args.deployments_addresses)),
            'end': end,
            'num_deployments': flow.num_deployments,
            'num_pods': flow.num_pods,
            'num_pods_running': sum(_pods(one) for _, one in flow if not one.external),
        }


def _text_of(path):
    with open(path, encoding='utf-8', newline='') as file:
        return file.read()


def _flow(flow):
    args = {**flow._kwargs, **flow._common_kwargs}
    if args.get('extra_search_paths') == []:
        del args['extra_search_paths']  # put there by the engine itself
    return {'name': flow.args.name, 'args': args, 'inspect': str(flow.args.inspect), 'env': flow.args.env}


def _pods(deployment):
    """How many processes it will be."""
    around = [key for key in ('head', 'uses_before', 'uses_after') if deployment.pod_args[key]]
    return sum(map(len, deployment.pod_args['pods'].values())) + len(around)


def _others(args, parser, elsewhere):
    """The arguments that differ from their defaults and that the engine's help lists, save drawn ports."""
    hidden = {action.dest for action in parser._actions if action.help == argparse.SUPPRESS}
    return {
        name: value
        for name, value in ArgNamespace.get_non_defaults_args(args, parser, hidden | elsewhere).items()
        if not (name in ('port', 'port_monitoring') and _is_random(value))
    }


def _deployment(node, deployment):
    args = deployment.args
    main = {key: getattr(args, key) for key in MAIN if getattr(args, key, None)}
    return {
        'node': node,
        'name': deployment.name,
        'role': str(deployment.role),
        'needs': _sorted(deployment.needs),
        'external': deployment.external,
        'floating': args.floating,
        'shards': args.shards,
        'replicas': args.replicas,
        'polling': str(args.polling),
        'uses': args.uses,
        'protocols': [str(protocol) for protocol in args.protocol],
        'pods': _pods(deployment),
        'head': bool(deployment.pod_args['head']),
        **main,
        'args': _others(args, jina.parsers.set_deployment_parser(), {*ELSEWHERE, *main}),
    }


def _gateway(gateway):
    args = gateway.args
    return {
        'protocols': [str(protocol) for protocol in args.protocol],
        'ports': None if _is_random(args.port) else args.port,
        'uses': args.uses,
        'host': args.host,
        'needs': sorted(gateway.needs),
        'monitoring': args.monitoring,
        'env': args.env,
        'args': _others(args, jina.parsers.set_gateway_parser(), GATEWAY_ELSEWHERE),
    }


def ask(question):
    """The answer to one question, with its id."""
    try:
        with contextlib.redirect_stdout(sys.stderr), _time_limit():
            with _world(question.get('env') or {}, question.get('files') or {}) as folder:
                answer = Question(folder).answer(
                    question['yaml'], question.get('context'), question.get('exports', False), question.get('program')
                )
    except Unanswered as error:
        fault = {'phase': 'ask', 'type': 'Unanswered', 'message': str(error)}
        answer = {'ok': False, 'error': fault, 'warnings': []}
    return {'id': question.get('id'), **answer}


def main():
    if jina.__version__ != '3.34.0':
        sys.exit(f'jina 3.34.0 is needed, this is {jina.__version__}')
    sys.argv = ['jina']  # argparse names the program in its messages
    for line in sys.stdin:
        print(json.dumps(ask(json.loads(line))), file=ANSWERS, flush=True)


if __name__ == '__main__':
    main()
