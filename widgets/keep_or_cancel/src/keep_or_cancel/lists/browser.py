"""What the browser's worker calls for lists: a name, JSON text and bytes in, JSON or bytes out.

One list at a time is worked on; what the calls take and give stands in `session`
and `shapes`.
"""

import json

from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.lists.errors import LibraryMissingError, ListError
from keep_or_cancel.lists.session import CALLS, Session

_session = Session()


def call(
    name: str,
    args_json: str,
    content: bytes | memoryview | None = None,
    session: Session | None = None,
) -> str | bytes:
    """Return what the session's `name` gives for the arguments, as JSON text; of a file its bytes.

    Instead of it comes as JSON text, and nothing has changed:
    `{"missing": library}`: load that archive (openpyxl, xlrd, xlsxwriter) and call again;
    `{"error": {"kind": "list", "code", "message"}}`: a ListError, in words of `args.lang`;
    `{"error": {"kind": "facts", "field", "value", "allowed", "message"}}`: a FactsError.
    """
    lang = "zh"
    try:
        args = read_object(args_json)
        lang = str(args.get("lang", lang))
        if name not in CALLS:
            raise ValueError(f"no such call: {name}")
        given = () if content is None else (bytes(content),)
        reply = getattr(session or _session, name)(args, *given)
    except LibraryMissingError as missing:
        reply = {"missing": missing.what}
    except ListError as error:
        reply = {"error": {"kind": "list", "code": error.code, "message": error.message(lang)}}
    except FactsError as error:
        reply = {"error": {"kind": "facts", **error.as_json(lang)}}
    if isinstance(reply, bytes):
        return reply
    return json.dumps(reply, ensure_ascii=False, allow_nan=False)
