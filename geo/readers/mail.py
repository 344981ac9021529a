"""Mails (.eml). The text of the document is the body, plain where there is one; attachments are files of their own."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from geo.errors import Unreadable
from geo.readers.dates import iso_date
from geo.readers.decode import decode
from geo.readers.entry import Blob, Draft, Unread, digest
from geo.readers.webpage import article, page_text

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart


def read_mail(blob: Blob) -> Iterator[Draft | Blob | Unread]:
    """The body of a mail, then its attachments as `mail.eml!name.pdf`."""
    import email
    import email.policy

    data = blob.data()
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not message.keys():
        raise Unreadable("not a mail: it has no headers", "give it an ending that tells its format, such as .txt")
    part = message.get_body(("plain", "html"))
    attachments = list(_attachments(message, blob))
    meta = {"title": _header(message, "Subject"), "author": _header(message, "From")}
    meta["published"] = iso_date(_header(message, "Date"))
    try:
        text, more, plain = _body(part)
    except Unreadable as error:
        if not attachments:
            raise
        yield Unread(blob.path, f"mail without a text: {error}", "its attachments are read")
    else:
        yield Draft(
            blob.path, digest(data), text, {**more, **{key: value for key, value in meta.items() if value}}, plain
        )
    yield from attachments


def _body(part: "MIMEPart[Any, Any] | None") -> tuple[str, dict[str, str], bool]:
    """The text of the part that is the body, its metadata, and whether it is plain text."""
    payload = _bytes(part) if part is not None else b""
    if part is None or not payload.strip():
        raise Unreadable("empty")
    declared = part.get_content_charset("") or ""
    if part.get_content_subtype() == "html":
        return *article(page_text(payload, declared)), False
    try:
        text = payload.decode(declared) if declared else decode(payload).text
    except (LookupError, UnicodeError):
        text = decode(payload).text
    return text, {}, True


def _bytes(part: "MIMEPart[Any, Any]") -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attachments(message: "EmailMessage[Any, Any]", blob: Blob) -> Iterator[Blob]:
    if not message.is_multipart():
        return
    for number, part in enumerate(message.iter_attachments(), 1):
        payload = _bytes(part)
        if payload and part.get_content_maintype() in ("text", "application"):
            name = (part.get_filename() or f"attachment-{number}").replace("/", "_")
            blob.budget.spend(len(payload))
            yield blob.inner(name, payload)


def _header(message: "EmailMessage[Any, Any]", name: str) -> str:
    """A header as text. The sender is the display name, or the address where there is none."""
    value = message[name]
    if value is None:
        return ""
    addresses = getattr(value, "addresses", None)
    if addresses:
        return ", ".join(address.display_name or address.addr_spec for address in addresses)
    return str(value)
