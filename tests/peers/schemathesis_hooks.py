"""What 23-schemathesis knows of its house, for the schemathesis that it starts: three in four of the requests that are made up are about something that is
there, by somebody who may; the fourth is left as it came. Which, is told by a count: the same seed asks the same questions."""
import collections, json, os, pathlib, uuid

import schemathesis

HOUSE = json.loads(pathlib.Path(os.environ["SCHEMATHESIS_HOUSE"]).read_text())
IDS, TOKENS = HOUSE["ids"], HOUSE["tokens"]
# Text that no guess finds, and that is good for nothing but being refused in each request.
GUESSED = {"min_position", "cursor", "as_of", "after"}
counted = collections.Counter()


def family(path):
    """Of whom `{id}` speaks: the word before it."""
    words = path.split("/")
    return words[words.index("{id}") - 1] if "{id}" in words else ""


def token(path, method):
    for beginning, whose in HOUSE["callers"]:
        if f"{method} {path}".startswith(beginning) or path.startswith(beginning):
            return TOKENS[whose]
    return TOKENS["owner"]


def known(path, method):
    """What stands for a parameter there, and for a member of a body."""
    ids = dict(IDS)
    if family(path) in HOUSE["families"]:
        ids["id"] = HOUSE["families"][family(path)]
    if f"{method} {path}" in HOUSE["doomed"]:
        ids["business_id"] = ids["Business-Id"] = HOUSE["doomed_business"]
    return ids


@schemathesis.hook
def before_call(context, case, kwargs):
    path, method = case.operation.path, case.operation.method.upper()
    counted[method, path] += 1
    if case.operation.definition.raw.get("security") != []:
        case.headers["Authorization"] = "Bearer " + token(path, method)
    if counted[method, path] % 4 == 0:
        return
    ids = known(path, method)
    for name in case.path_parameters:
        case.path_parameters[name] = ids.get(name, case.path_parameters[name])
    for name in ("Business-Id", "Idempotency-Key"):
        if name in case.headers:
            case.headers[name] = ids["Business-Id"] if name == "Business-Id" else str(uuid.uuid5(uuid.NAMESPACE_URL, f"{method} {path} {counted[method, path]}"))
    for name in ("If-Match", "Prefer"):
        case.headers.pop(name, None)
    for name in GUESSED & set(case.query):
        del case.query[name]
    if isinstance(case.body, dict):
        for name in ids.keys() & case.body.keys() - {"id"}:
            case.body[name] = ids[name]
