"""The OpenAPI document in one piece: each reference followed, and the parts of a composition joined, so that what a route takes and answers
stands where the route is."""


def whole(document):
    def target(reference):
        at = document
        for name in reference.removeprefix("#/").split("/"):
            at = at[name]
        return at

    def joined(parts):
        return {"type": "object", "properties": {n: s for part in parts for n, s in part["properties"].items()},
                "required": [n for part in parts for n in part["required"]]}

    def or_null(schema):
        return {**schema, "enum": schema["enum"] + [None]} if "enum" in schema else {**schema, "type": [schema["type"], "null"]}

    def plain(value):
        if isinstance(value, list):
            return [plain(one) for one in value]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("$ref"), str):
            return plain(target(value["$ref"]))
        value = {name: plain(one) for name, one in value.items()}
        if value.get("allOf") and all("properties" in part for part in value["allOf"]):
            return joined(value["allOf"])
        if len(value.get("anyOf", [])) == 2 and value["anyOf"][1] == {"type": "null"}:
            return or_null(value["anyOf"][0])
        return value

    return plain(document)
