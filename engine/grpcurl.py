"""Does what grpcurl does with the options that the page prints, for the tests, which do not bring grpcurl itself.

    python grpcurl.py [-plaintext] [-H 'NAME: VALUE']... [-max-time SECONDS] [-d JSON] HOST:PORT SERVICE/METHOD

Messages are those that the server tells by reflection. JSON becomes one by protobuf's own library, which refuses what the
message has no field for, as grpcurl does. Each answer goes to stdout as JSON. Options are read as Go reads them: they begin
with one dash or two, their value stands behind them or behind `=`, and the first word that is none ends them.
"""
import sys

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

SWITCHES = {'plaintext'}
WITH_VALUE = {'d', 'H', 'max-time'}


def _read(words):
    """Options as lists of their values, and the words behind them."""
    options = {name: [] for name in SWITCHES | WITH_VALUE}
    words = list(words)
    while words and words[0].startswith('-'):
        name, equals, value = words.pop(0).lstrip('-').partition('=')
        if name not in options:
            sys.exit(f'flag provided but not defined: -{name}')
        options[name].append(value if equals or name in SWITCHES else words.pop(0))
    return options, words


def main():
    options, (address, method_name) = _read(sys.argv[1:])
    channel = (
        grpc.insecure_channel(address)
        if options['plaintext']
        else grpc.secure_channel(address, grpc.ssl_channel_credentials())
    )
    pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    service, _, name = method_name.rpartition('/')
    method = pool.FindServiceByName(service).methods_by_name[name]
    request, answer = (message_factory.GetMessageClass(kind) for kind in (method.input_type, method.output_type))
    message = json_format.Parse((options['d'] or ['{}'])[-1], request())
    metadata = [tuple(part.strip() for part in header.split(':', 1)) for header in options['H']]
    call = channel.unary_stream if method.server_streaming else channel.unary_unary
    answers = call(f'/{service}/{name}', request.SerializeToString, answer.FromString)(
        message,
        timeout=float(options['max-time'][-1]) if options['max-time'] else None,
        metadata=[(key.lower(), value) for key, value in metadata],
    )
    for one in answers if method.server_streaming else [answers]:
        print(json_format.MessageToJson(one), flush=True)


if __name__ == '__main__':
    main()
