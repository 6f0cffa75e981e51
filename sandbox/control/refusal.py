"""The control plane's answer to an invalid request."""

from starlette.responses import JSONResponse


def refused(error: ValueError) -> JSONResponse:
    """The 400 for this error; of a validation report, only the lines that name the mistake."""
    lines = (line.strip() for line in str(error).splitlines())
    return JSONResponse({"message": " ".join(line for line in lines if "further information" not in line)}, 400)
