"""Forms with files, which are spooled to disk as they come in and go no further than they may."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from sandbox.crm.responses import CrmRefusal, missing_param

# What a form may have around its file.
MARGIN = 65_536
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Limit:
    """How large an uploaded file may be, in bytes, and the status for a larger one."""

    size: int
    status: int

    def refusal(self) -> CrmRefusal:
        """The file is too large."""
        message = "the file is larger than the allowed size"
        return CrmRefusal("FILE_SIZE_MORE_THAN_ALLOWED_SIZE", message, self.status, maximum_length=self.size)


@dataclass(slots=True)
class _Counted:
    """A request's body that is passed on up to the limit; what comes behind is read and thrown away."""

    receive: Receive
    limit: Limit
    size: int = 0

    async def passed(self) -> Message:
        """Take the place of `receive`."""
        message = await self.receive()
        self.size += len(message.get("body", b""))
        if self.size > self.limit.size + MARGIN:
            # A client reads the answer when it has sent everything.
            while message.get("more_body", False):
                message = await self.receive()
            raise self.limit.refusal()
        return message


@asynccontextmanager
async def form_of(request: Request, limit: Limit) -> AsyncGenerator[FormData]:
    """The request's form, an empty one where it sends none; a Refusal of what is too large or unreadable."""
    counted = Request(request.scope, _Counted(request.receive, limit).passed)
    if request.headers.get("content-type", "").partition(";")[0] not in _FORMS:
        async for _ in counted.stream():
            pass
        yield FormData()
        return
    try:
        form = await counted.form()
    except HTTPException as error:
        raise CrmRefusal("INVALID_REQUEST", "unable to process your request", expected_type="multipart") from error
    try:
        yield form
    finally:
        await form.close()


def uploaded_file(form: FormData, limit: Limit) -> UploadFile:
    """The form's one `file`."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise missing_param("file")
    if (file.size or 0) > limit.size:
        raise limit.refusal()
    return file
