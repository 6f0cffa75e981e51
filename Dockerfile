# Two images from one build: `docker build --target gateway .` and `docker build --target sandbox .`

FROM python:3.11-slim AS build
WORKDIR /source
COPY requirements requirements
RUN python -m venv /app && /app/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/run.txt
RUN python -m venv /tools && /tools/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/dev.txt
COPY . .
# The wheel carries the GraphiQL bundle, which the build makes with the Node of the development lock.
RUN /tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /dist . && /app/bin/pip install --no-deps /dist/*.whl

FROM python:3.11-slim AS runtime
# The only folder that it may write: the store's, where there is one.
RUN useradd --system --no-create-home --shell /usr/sbin/nologin --uid 10001 suitegraph \
  && install -d -o 10001 -g 10001 -m 0700 /var/lib/suitegraph
COPY --from=build --chown=root:root /app /app
ENV PATH="/app/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
USER 10001:10001

FROM runtime AS sandbox
EXPOSE 9000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9000/_sandbox/ready', timeout=2)"]
CMD ["python", "-m", "sandbox", "--host", "0.0.0.0", "--port", "9000"]

FROM runtime AS gateway
ENV SUITEGRAPH_HOST=0.0.0.0 SUITEGRAPH_PORT=8000 SUITEGRAPH_DRAIN_SECONDS=5
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["suitegraph", "serve"]
