# Everything is installed from the lock files, by hash; what builds the wheel stays in the first stage.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements-build.lock requirements-image.lock ./
RUN python -m venv /opt/build && python -m venv /opt/summe \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock \
    && /opt/summe/bin/pip install --no-cache-dir --require-hashes -r requirements-image.lock
COPY . .
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/summe/bin/pip install --no-cache-dir --no-deps --no-index /wheels/*.whl

FROM python:3.13-slim
# Fonts of every script and emoji, for reports as PDF. Which version of a font it is makes no difference.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/summe /opt/summe
RUN useradd --uid 10001 --no-create-home summe && mkdir --mode=700 /data && chown summe /data
USER 10001
ENV SUMME_DATA=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s CMD ["/opt/summe/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/-/health', timeout=2)"]
CMD ["/opt/summe/bin/summe", "serve"]
