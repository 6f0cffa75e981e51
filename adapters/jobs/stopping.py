"""How a step of a durable run ends without being recorded."""


class RunStopped(BaseException):
    """The process ends: the run stays pending and is recovered. No Exception, which would be recorded as its end."""
