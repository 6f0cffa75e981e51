"""The process: settings, the ASGI application, the HTTP layer, the command line. It alone knows all packages."""
