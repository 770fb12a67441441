"""Says what Kubernetes' own schemas find wrong in resources, unknown fields with it.

    python validate_kubernetes.py < texts.jsonl

A line is a JSON string, the YAML text of one file; its answer, in the same order, is a list of sentences. Resources of
other makers, as of Prometheus, have no schema here and are passed over.
"""
import json
import sys
import warnings

import kubernetes_validate
import yaml

VERSION = '1.32'


def faults_of(resource):
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            kubernetes_validate.validate(resource, VERSION, strict=True)
        except kubernetes_validate.ValidationError as error:
            return [f'{resource["kind"]}: {error.message[:200]} at {list(error.path)}']
        except kubernetes_validate.SchemaNotFoundError:
            return []
    return []


def main():
    for line in sys.stdin:
        resources = yaml.load_all(json.loads(line), yaml.CSafeLoader)
        print(json.dumps([fault for resource in resources for fault in faults_of(resource)]), flush=True)


if __name__ == '__main__':
    main()
