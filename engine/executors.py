"""Executors for the tests, under the same names for either generation of docarray.

A YAML file names them by `uses: Start` if this module has been imported (run_flows.py does), or by `uses: executors.Start`
with this folder on the path.

Start, Left, Right and Join leave a mark each: their own name, in a field of their own. Where branches meet, the engine
merges documents of one id and keeps, field by field, the value that arrived first. Marks in one shared field would
therefore shadow each other; in fields of their own all of them come through.

    executor   v1 document            v2 document (Note)
    Start      modality               start_mark
    Left       mime_type              left_mark
    Right      uri                    right_mark
    Join       tags["join_mark"]      join_mark

(v1's parent_id is the one text field that a merge drops.) All v2 Executors share one schema, as the gateway refuses to
chain different ones.
"""
import asyncio
import json
import os
import time
import uuid
from typing import Any, Dict, List, Literal, Optional

from jina import Executor, requests
from jina._docarray import docarray_v2

if docarray_v2:
    from docarray import BaseDoc, DocList
    from docarray.typing import AnyUrl, NdArray

    class Note(BaseDoc):
        text: str = ''
        tags: Dict[str, Any] = {}
        start_mark: Optional[str] = None
        left_mark: Optional[str] = None
        right_mark: Optional[str] = None
        join_mark: Optional[str] = None

    class Vector(BaseDoc):
        text: str = ''
        embedding: Optional[NdArray] = None

    class Anything(Note):
        number: Optional[int] = None
        ratio: Optional[float] = None
        flag: Optional[bool] = None
        data: Optional[bytes] = None
        items: Optional[List[str]] = None
        embedding: Optional[NdArray] = None
        child: Optional[Note] = None
        children: Optional[DocList[Note]] = None

    class Part(BaseDoc):
        name: str
        count: int = 0

    class Item(BaseDoc):
        """A field of each kind that a form has to know."""

        title: str
        count: int = 0
        price: float = 0.0
        fresh: bool = False
        colour: Literal['red', 'green'] = 'red'
        link: Optional[AnyUrl] = None
        words: List[str] = []
        vector: Optional[NdArray[4]] = None
        tags: Dict[str, Any] = {}
        counts: Dict[str, int] = {}
        blobs: Dict[str, bytes] = {}
        raw: Optional[bytes] = None
        part: Part
        parts: DocList[Part] = DocList[Part]()

    class Loose(BaseDoc):
        """What a gRPC gateway of Jina 3.34 cannot tell the schema of: a document that is optional within another."""

        part: Optional[Part] = None

    class Seen(BaseDoc):
        what: str
        fields: int
        vector: Optional[NdArray] = None
        parts: DocList[Part] = DocList[Part]()

    Docs = DocList[Note]
    VectorDocs = DocList[Vector]
    AnyDocs = DocList[Anything]
    Items = DocList[Item]
    LooseDocs = DocList[Loose]
    SeenDocs = DocList[Seen]
else:
    from docarray import Document as Note
    from docarray import DocumentArray

    Docs = VectorDocs = AnyDocs = Items = LooseDocs = SeenDocs = DocumentArray

V1_FIELDS = {'start_mark': 'modality', 'left_mark': 'mime_type', 'right_mark': 'uri'}


def _own_name(executor):
    """The executor's name in the Flow: its runtime adds "/rep-0" or "/shard-0"."""
    return executor.runtime_args.name.split('/')[0]


def _mark(executor, docs, mark):
    for doc in docs:
        if docarray_v2:
            setattr(doc, mark, _own_name(executor))
        elif mark in V1_FIELDS:
            setattr(doc, V1_FIELDS[mark], _own_name(executor))
        else:
            doc.tags[mark] = _own_name(executor)
    return docs


def _append(executor, docs, more=''):
    for doc in docs:
        doc.text = f'{doc.text or ""}>{_own_name(executor)}{more}'
    return docs


class Start(Executor):
    """Leaves the start mark."""

    @requests
    def mark(self, docs: Docs, **kwargs) -> Docs:
        return _mark(self, docs, 'start_mark')


class Left(Executor):
    """Leaves the left mark."""

    @requests
    def mark(self, docs: Docs, **kwargs) -> Docs:
        return _mark(self, docs, 'left_mark')


class Right(Executor):
    """Leaves the right mark."""

    @requests
    def mark(self, docs: Docs, **kwargs) -> Docs:
        return _mark(self, docs, 'right_mark')


class Join(Executor):
    """Leaves the join mark."""

    @requests
    def mark(self, docs: Docs, **kwargs) -> Docs:
        return _mark(self, docs, 'join_mark')


class Echo(Executor):
    """Returns the documents untouched."""

    @requests
    def echo(self, docs: Docs, **kwargs) -> Docs:
        return docs


class Vectors(Executor):
    """Returns documents with texts and embeddings untouched."""

    @requests
    def echo(self, docs: VectorDocs, **kwargs) -> VectorDocs:
        return docs


class Everything(Executor):
    """Returns documents of all kinds of fields untouched."""

    @requests
    def echo(self, docs: AnyDocs, **kwargs) -> AnyDocs:
        return docs


class Append(Executor):
    """Appends ">" and its own name to the text, which becomes the path that the document took."""

    @requests
    def append(self, docs: Docs, **kwargs) -> Docs:
        return _append(self, docs)


async def _be_there(path):
    """Returns once there is a file of this path: who makes it says what comes before what, however fast a machine is."""
    while not os.path.exists(path):
        await asyncio.sleep(0.005)


class Slow(Executor):
    """Append after `sleep` seconds, from the request's parameters or from `uses_with`; 0.2 without. With `until`, from
    either too, it waits for the file of that path instead. Before that it leaves a file in the folder `seen`, if there is
    one, so that whoever waits knows that the request has come so far."""

    def __init__(self, sleep: float = 0.2, until: Optional[str] = None, seen: Optional[str] = None, **kwargs):
        super().__init__(**kwargs)
        self.sleep = sleep
        self.until = until
        self.seen = seen

    @requests
    async def append_late(self, docs: Docs, parameters: Dict = {}, **kwargs) -> Docs:
        if self.seen:
            open(os.path.join(self.seen, uuid.uuid4().hex), 'x').close()
        until = (parameters or {}).get('until', self.until)
        if until:
            await _be_there(until)
        else:
            await asyncio.sleep((parameters or {}).get('sleep', self.sleep))
        return _append(self, docs)


class LoadsLong(Executor):
    """Append, once it has been loaded, which takes `seconds`."""

    def __init__(self, seconds: float, **kwargs):
        super().__init__(**kwargs)
        time.sleep(seconds)

    @requests
    def append(self, docs: Docs, **kwargs) -> Docs:
        return _append(self, docs)


class Sleep(Executor):
    """Slow, but holds its replica while it sleeps, as all do whose endpoints are not asynchronous: one request at a time."""

    def __init__(self, sleep: float = 0.2, **kwargs):
        super().__init__(**kwargs)
        self.sleep = sleep

    @requests
    def append_late(self, docs: Docs, parameters: Dict = {}, **kwargs) -> Docs:
        time.sleep((parameters or {}).get('sleep', self.sleep))
        return _append(self, docs)


class Fail(Executor):
    """Append, but raises ValueError("asked to fail") if a document's text starts with FAIL."""

    @requests
    def append_or_fail(self, docs: Docs, **kwargs) -> Docs:
        if any((doc.text or '').startswith('FAIL') for doc in docs):
            raise ValueError('asked to fail')
        return _append(self, docs)


class Endpoints(Executor):
    """Append on /index, /search, /update, /delete and /foo, with the endpoint's name behind its own; the documents as
    they are on /echo; on /report a dict, which the engine puts into the parameters of the answer; on /stream three
    documents one by one, the text with a number behind it, or an exception after the first for FAIL. Of a text that is the
    path of a file all but the first wait for the file of the path that they give."""

    @requests(on='/index')
    def index(self, docs: Docs, **kwargs) -> Docs:
        return _append(self, docs, ':index')

    @requests(on='/search')
    def search(self, docs: Docs, **kwargs) -> Docs:
        return _append(self, docs, ':search')

    @requests(on='/update')
    def update(self, docs: Docs, **kwargs) -> Docs:
        return _append(self, docs, ':update')

    @requests(on='/delete')
    def delete(self, docs: Docs, **kwargs) -> Docs:
        return _append(self, docs, ':delete')

    @requests(on='/foo')
    def foo(self, docs: Docs, **kwargs) -> Docs:
        return _append(self, docs, ':foo')

    @requests(on='/echo')
    def echo(self, docs: Docs, **kwargs) -> Docs:
        return docs

    @requests(on='/report')
    def report(self, docs: Docs, parameters: Dict = {}, **kwargs):
        return {'documents': len(docs), 'parameters': dict(parameters or {})}

    @requests(on='/stream')
    async def generate(self, doc: Note, **kwargs) -> Note:
        for number in range(3):
            if number == 1 and (doc.text or '').startswith('FAIL'):
                raise ValueError('asked to fail')
            if number > 0 and os.path.isabs(doc.text or ''):
                await _be_there(f'{doc.text} {number}')
            yield Note(text=f'{doc.text} {number}')


def tell(value):
    """A value of a document as what JSON holds, with its type where that is another one."""
    if isinstance(value, BaseDoc):
        return {name: tell(getattr(value, name)) for name in sorted(type(value)._docarray_fields()) if name != 'id'}
    if isinstance(value, (list, DocList)):
        return [tell(item) for item in value]
    if isinstance(value, dict):
        return {name: tell(item) for name, item in value.items()}
    if hasattr(value, 'dtype'):
        return {'shape': list(value.shape), 'dtype': str(value.dtype), 'numbers': value.ravel().tolist()}
    if value is None or isinstance(value, (bool, int, float, str)) and not isinstance(value, AnyUrl):
        return value
    return {'type': type(value).__name__, 'value': str(value)}


class Typed(Executor):
    """Documents of docarray 0.30 and later with a field of each kind: on /typed as they are, on /seen what arrived."""

    @requests(on='/typed')
    def typed(self, docs: Items, **kwargs) -> Items:
        return docs

    @requests(on='/seen')
    def see(self, docs: Items, **kwargs) -> SeenDocs:
        return SeenDocs(
            Seen(id=doc.id, what=json.dumps(tell(doc)), fields=len(tell(doc)), vector=doc.vector, parts=doc.parts)
            for doc in docs
        )


class Loosely(Executor):
    """Documents of Loose as they are, on /loose."""

    @requests(on='/loose')
    def loose(self, docs: LooseDocs, **kwargs) -> LooseDocs:
        return docs


class Told(Executor):
    """What Trail and TrailFoo do."""

    def __init__(
        self,
        sleep: float = 0,
        fail: bool = False,
        fail_shard: int = -1,
        drop: bool = False,
        split: int = 0,
        report: bool = False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.told = (sleep, fail, fail_shard, drop, split, report)

    async def follow(self, docs, parameters):
        sleep, fail, fail_shard, drop, split, report = self.told
        name = self.runtime_args.name
        if parameters.get('die') == name:
            os._exit(1)
        await asyncio.sleep(sleep)
        if fail or fail_shard == self.runtime_args.shard_id:
            raise RuntimeError('the simulated Executor fails for this request')
        if report:
            return {'documents': len(docs)}
        if drop:
            return Docs()
        if fail_shard >= 0:
            return docs
        for doc in docs:
            if split:
                pieces = [doc.text[at : at + split] for at in range(0, len(doc.text), split)]
                doc.chunks = Docs(Note(id=f'{doc.id}-{number}', text=piece) for number, piece in enumerate(pieces))
            else:
                doc.text = f'{doc.text or ""}>{name}'
        return docs


class Trail(Told):
    """Appends ">" and the name of its process to the text, after `sleep` seconds, and does first what else it is told by
    `uses_with`: raise an exception, in all its shards or (then leaving no trail) in one; give back no documents; a dict with
    their number instead of them; cut the texts into chunks, which docarray below 0.30 has. The parameter `die` with the name of its process ends that."""

    @requests
    async def leave(self, docs: Docs, parameters: Dict = {}, **kwargs) -> Docs:
        return await self.follow(docs, parameters or {})


class TrailFail(Told):
    """Raises an exception."""

    @requests
    async def leave(self, docs: Docs, **kwargs) -> Docs:
        raise RuntimeError('the simulated Executor fails for this request')


class TrailFoo(Told):
    """The same, on /foo and nowhere else."""

    @requests(on='/foo')
    async def leave(self, docs: Docs, parameters: Dict = {}, **kwargs) -> Docs:
        return await self.follow(docs, parameters or {})


class TrailStream(Executor):
    """Yields three documents for one to any endpoint, one after another over `sleep` seconds: the text with a number behind
    it, and with the names of the parameters that it was given. The text `die` ends its process."""

    def __init__(self, sleep: float = 0, **kwargs):
        super().__init__(**kwargs)
        self.sleep = sleep

    @requests
    async def generate(self, doc: Note, parameters: Dict = {}, **kwargs) -> Note:
        if doc.text == 'die':
            os._exit(1)
        for number in range(3):
            await asyncio.sleep(self.sleep / 3)
            yield Note(id=f'{doc.id}-{number}', text=''.join([f'{doc.text} {number}', *(parameters or {})]))
