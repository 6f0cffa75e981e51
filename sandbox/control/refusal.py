"""How the control plane says that a request was wrong."""

from starlette.responses import JSONResponse


def refused(error: ValueError) -> JSONResponse:
    """The 400 for this error; of a validation's report only what names the fault."""
    lines = (line.strip() for line in str(error).splitlines())
    return JSONResponse({"message": " ".join(line for line in lines if "further information" not in line)}, 400)
