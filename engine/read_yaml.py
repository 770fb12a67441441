"""Reads YAML texts as the engine does, for the tests that compare our reader with it.

    python read_yaml.py nodes < texts.jsonl      what its reader makes of each text, before anything is resolved
    python read_yaml.py yaml < texts.jsonl       what value its reader makes of each text, as it stands
    python read_yaml.py engine < texts.jsonl     the same for a file that holds the text: lines apart, tags undone
    python read_yaml.py values < texts.jsonl     what value a Flow ends up with, each text standing behind `key: `

A line in is one text as a JSON string; each gets one line out, in the same order. What is refused gives
{"error": name of Python's class, "words": [what it says, ...]}, places left out.

nodes: {"node": NODE}. A NODE is null for a text without one; [style, value] for a scalar, style being "", ', ", | or >;
{"map": [[NODE, NODE], ...]}, {"seq": [NODE, ...]} or {"alias": name}. A collection that holds itself is an error.

The others: {"value": VALUE}. A VALUE is null, true, false, a JSON string, {"int": digits}, {"float": as Python writes
it}, {"list": [VALUE, ...]}, {"map": [[VALUE, VALUE], ...]}, {"tuple": [VALUE, ...]}, {"set": [VALUE, ...]},
{"bytes": in hexadecimal}, {"date": as ISO writes it} or {"other": name of its type}.
"""
import datetime
import functools
import io
import json
import os
import sys

from yaml import YAMLError
from yaml.composer import Composer
from yaml.constructor import ConstructorError
from yaml.error import MarkedYAMLError
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, ScalarNode
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import Resolver
from yaml.scanner import Scanner


class Alias(ScalarNode):
    id = 'alias'


class NodeReader(Reader, Scanner, Parser, Composer, Resolver):
    """The parts of the engine's loader up to its nodes, with aliases left as they are."""

    def __init__(self, text):
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        Resolver.__init__(self)
        self.open = []
        self.recursion = None

    def compose_node(self, parent, index):
        event = self.peek_event()
        is_alias = isinstance(event, AliasEvent)
        if is_alias and event.anchor in self.open:
            self.recursion = ConstructorError(None, None, 'found unconstructable recursive node', event.start_mark)
        self.open.append(event.anchor)
        node = super().compose_node(parent, index)
        self.open.pop()
        return Alias(None, event.anchor) if is_alias else node

    def get_single_node(self):
        node = super().get_single_node()
        if self.recursion:
            raise self.recursion
        return node


def tree(node):
    if node is None:
        return None
    if isinstance(node, Alias):
        return {'alias': node.value}
    if isinstance(node, ScalarNode):
        return [node.style or '', node.value]
    if isinstance(node, MappingNode):
        return {'map': [[tree(key), tree(value)] for key, value in node.value]}
    return {'seq': [tree(item) for item in node.value]}


def plain(value):
    """A value in a form that JSON keeps whole."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        try:
            return {'int': str(value)}
        except ValueError:
            # Too long for Python to write it in decimal.
            return {'int': hex(value)}
    if isinstance(value, float):
        return {'float': repr(value)}
    if isinstance(value, list):
        return {'list': [plain(item) for item in value]}
    if isinstance(value, dict):
        return {'map': [[plain(key), plain(item)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return {'tuple': [plain(item) for item in value]}
    if isinstance(value, set):
        return {'set': [plain(item) for item in value]}
    if isinstance(value, bytes):
        return {'bytes': value.hex()}
    if isinstance(value, datetime.date):
        return {'date': value.isoformat()}
    return {'other': type(value).__name__}


def read_plainly(texts, load):
    for text in texts:
        try:
            yield {'value': plain(load(text))}
        except Exception as error:
            yield fault(error)


def read_values(texts):
    """One answer for each text. They stand in one Flow; one that is refused is halved."""
    from jina import Flow

    lines = [f'    key{index}: {text}\n' for index, text in enumerate(texts)]
    try:
        # An argument that the engine does not know passes through the whole of its reading, and nobody looks at it.
        flow = Flow.load_config(io.StringIO(f'jtype: Flow\nwith:\n  unknown:\n{"".join(lines)}', newline=None))
    except Exception as error:
        if len(texts) == 1:
            return [fault(error)]
        half = len(texts) // 2
        return read_values(texts[:half]) + read_values(texts[half:])
    values = flow._common_kwargs['unknown']
    return [{'value': plain(values[f'key{index}'])} for index in range(len(texts))]


def fault(error):
    if isinstance(error, MarkedYAMLError):
        words = [part for part in (error.context, error.problem) if part]
    elif isinstance(error, ReaderError):
        words = [str(error).split('\n')[0]]
    else:
        words = [str(error)]
    return {'error': type(error).__name__, 'words': words}


def read_nodes(texts):
    for text in texts:
        try:
            yield {'node': tree(NodeReader(text).get_single_node())}
        except (YAMLError, ValueError, OverflowError) as error:
            yield fault(error)


def answers_of(mode, texts):
    if mode == 'nodes':
        return read_nodes(texts)
    os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
    if mode == 'values':
        import jina_cli.lookup

        # A constant that the engine makes anew at each unknown argument.
        jina_cli.lookup._build_lookup_table = functools.cache(jina_cli.lookup._build_lookup_table)
        return read_values(texts)
    from jina.jaml import JAML

    if mode == 'engine':
        return read_plainly(texts, lambda text: JAML.load_no_tags(io.StringIO(text, newline=None)))
    return read_plainly(texts, JAML.load)


if __name__ == '__main__':
    for answer in answers_of(sys.argv[1], [json.loads(line) for line in sys.stdin]):
        print(json.dumps(answer))
