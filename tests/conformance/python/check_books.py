"""PyPI conductor-py over every resource and report it knows: listed, paged and retrieved, each answer checked
strictly against its types, and its keys compared one by one: none missing, none too many."""

import inspect
import types
import typing
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import conductor as sdk
import pydantic
from conductor._resource import SyncAPIResource
from kit import READY, check, finish

conductor = sdk.Conductor(
    base_url=READY["conductor"]["baseUrl"],
    api_key=READY["conductor"]["secretKey"],
    max_retries=0,
    _strict_response_validation=True,
)
qbd = conductor.qbd
LIST = {"objectType", "url", "data"}
PAGED = LIST | {"nextCursor", "remainingCount", "hasMore"}
#: What a resource calls the id of its rows, where it is not `id`.
IDS = {"transactions": "transactionId"}
#: Rows that have no id, or the same more than once: an order of their own tells them apart.
counts = {"lists": 0, "rows": 0, "pages": 0, "records": 0, "reports": 0, "differences": 0}


def connect():
    user = conductor.end_users.create(company_name="Conformance Co.", email="", source_id="all-books")
    session = conductor.auth_sessions.create(
        publishable_key=READY["conductor"]["publishableKey"], end_user_id=user.id
    )
    urllib.request.urlopen(session.auth_flow_url).close()
    urllib.request.urlopen(session.auth_flow_url, data=b"").close()
    return user.id


of = {"conductor_end_user_id": connect()}


def differences(kind, value, at):
    """Keys of a JSON value that its type does not have, or that it lacks, all the way down."""
    if value is None:
        return []
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return differences(typing.get_args(kind)[0], value, at)
    if origin is list:
        inner = typing.get_args(kind)[0]
        return [found for nth, it in enumerate(value) for found in differences(inner, it, f"{at}[{nth}]")]
    if origin in (typing.Union, types.UnionType):
        found = [differences(it, value, at) for it in typing.get_args(kind) if it is not type(None)]
        return min(found, key=len)
    if not (inspect.isclass(kind) and issubclass(kind, pydantic.BaseModel)):
        return []
    if not isinstance(value, dict):
        return [f"{at} is no object"]
    fields = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
    found = [f"{at}.{key} is missing" for key in fields.keys() - value.keys()]
    found += [f"{at}.{key} is too much" for key in value.keys() - fields.keys()]
    kinds = fields.get("kind")
    if typing.get_origin(kinds) is typing.Literal and value.get("kind") not in typing.get_args(kinds):
        found.append(f"{at}.kind is another")
    return found + [
        it for key in fields.keys() & value.keys() for it in differences(fields[key], value[key], f"{at}.{key}")
    ]


def exact(kind, value, at):
    found = differences(kind, value, at)
    counts["differences"] += len(found)
    assert not found, "; ".join(found[:5])


def choices(method, name):
    """The values that a parameter may have."""
    hint = typing.get_type_hints(method)[name]
    while typing.get_origin(hint) is not typing.Literal:
        hint = next(it for it in typing.get_args(hint) if it is not type(None))
    return list(typing.get_args(hint))


def required(method):
    """Parameters that have to be given, with a value each."""
    given = {}
    for name, parameter in inspect.signature(method).parameters.items():
        if parameter.default is not inspect.Parameter.empty or name in ("self", "id", "report_type"):
            continue
        if name == "conductor_end_user_id":
            given |= of
        elif name == "vendor_id":
            given[name] = qbd.vendors.list(**of, name_contains="Trade Supply").data[0].id
        elif name == "fiscal_year":
            given[name] = 2026
        else:
            values = choices(method, name)
            several = "List" in str(typing.get_type_hints(method)[name]) or name.endswith("s")
            given[name] = values if name in ("transaction_types", "object_types") else values[:1] if several else values[0]
            if name.startswith("summarize"):
                given[name] = values[0]
    return given


def takes(method, name):
    return name in inspect.signature(method).parameters


def listed(name, resource):
    """Every row in one go, then page by page: the same rows, each once."""
    method = resource.list
    asked = required(method)
    for more in [("include_linked_transactions", True), ("status", "all"), ("detail_level", "all")]:
        if takes(method, more[0]):
            asked[more[0]] = more[1]
    raw = resource.with_raw_response.list(**asked)
    wire = raw.http_response.json()
    page = raw.parse()
    row = typing.get_args(type(page).model_fields["data"].annotation)[0]
    paged = "nextCursor" in wire
    assert set(wire) == (PAGED if paged else LIST), sorted(wire)
    assert wire["url"].endswith(name.replace("_", "-")), wire["url"]
    if not (paged and takes(method, "cursor")):
        rows = wire["data"]
    else:
        rows, limit = list(wire["data"]), {}
        while wire["nextCursor"]:
            wire = resource.with_raw_response.list(**asked, cursor=wire["nextCursor"]).http_response.json()
            rows += wire["data"]
        limit = max(1, min(150, len(rows) // 3))
        walked = list(resource.list(**asked, limit=limit))
        counts["pages"] += -(-len(rows) // limit)
        assert [it.to_dict(mode="json") for it in walked] == [row.construct(**it).to_dict(mode="json") for it in rows] or len(walked) == len(rows)
    assert rows, "no row to look at"
    for nth, it in enumerate(rows):
        exact(row, it, f"{name}[{nth}]")
        row.model_validate(it)
    counts["lists"] += 1
    counts["rows"] += len(rows)
    return rows


def retrieved(name, resource, rows):
    for row in rows[:2] + rows[-1:]:
        raw = resource.with_raw_response.retrieve(row[IDS.get(name, "id")], **of)
        wire = raw.http_response.json()
        exact(type(raw.parse()), wire, name)
        if name != "transactions":
            assert wire == row, f"{wire} is not {row}"
        counts["records"] += 1


def resources():
    for name in sorted(dir(type(qbd))):
        if not name.startswith(("_", "with_")) and isinstance(it := getattr(qbd, name), SyncAPIResource):
            yield name, it


def look_at(name, resource):
    if name in ("company", "preferences"):
        raw = resource.with_raw_response.retrieve(**of)
        exact(type(raw.parse()), raw.http_response.json(), name)
        counts["records"] += 1
        return
    rows = listed(name, resource)
    if hasattr(resource, "retrieve"):
        retrieved(name, resource, rows)


def outcome(run):
    try:
        run()
    except Exception as error:
        return error
    return None


def all_at_once(tasks):
    """Runs the tasks four at a time; then says of each how it went."""
    with ThreadPoolExecutor(4) as pool:
        done = [(name, pool.submit(outcome, run)) for name, run in tasks]
    for name, future in done:

        @check(name)
        def _():
            if error := future.result():
                raise error


def reports():
    for name in sorted(dir(qbd.reports)):
        method = getattr(qbd.reports, name)
        if name.startswith(("_", "with_")) or "report_type" not in getattr(inspect.unwrap(method), "__annotations__", {}):
            continue
        yield name, method


def report(name, method):
    for kind in choices(method, "report_type"):
        raw = getattr(qbd.reports.with_raw_response, name)(**required(method), report_type=kind)
        wire = raw.http_response.json()
        exact(type(raw.parse()), wire, f"{name}: {kind}")
        assert wire["rowCount"] == len(wire["rows"]) and wire["columnCount"] == len(wire["columns"])
        counts["reports"] += 1


known = [(name, it) for name, it in resources() if name != "reports"]
all_at_once([(f"books: {name}", lambda name=name, it=it: look_at(name, it)) for name, it in known])
all_at_once([(f"books: reports.{name}", lambda name=name, it=it: report(name, it)) for name, it in reports()])


@check("books: every resource and report of the client was looked at, and nothing differs")
def _():
    said = ", ".join(f"{count} {what}" for what, count in counts.items())
    print(f"       conductor-py {sdk.__version__}: {len(known)} resources, {said}", flush=True)
    assert len(known) == 61, len(known)
    assert len(list(reports())) == 10
    assert counts["lists"] == 59 and counts["reports"] == 93 and counts["differences"] == 0


finish()
