# Everything is installed from the lock files, by hash; what builds and installs stays in the first stage.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements-build.lock requirements-image.lock ./
# The libraries' own tests, which go again, are 64 MB.
RUN python -m venv /opt/build && python -m venv --without-pip /opt/summe \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock \
    && /opt/build/bin/pip --python /opt/summe/bin/python install --no-cache-dir --require-hashes -r requirements-image.lock \
    && find /opt/summe -type d -name tests -prune -exec rm -r {} +
COPY . .
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/build/bin/pip --python /opt/summe/bin/python install --no-cache-dir --no-deps --no-index /wheels/*.whl

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Summe" \
    org.opencontainers.image.description="A talk in which the audience speaks" \
    org.opencontainers.image.version="0.1.0" \
    org.opencontainers.image.licenses="MIT"
# Fonts of every script and emoji, for reports as PDF, which are set in sans-serif: the serif fonts of Chinese, Japanese
# and Korean alone would take 54 MB. tzdata is for TZ. Which version of these it is makes no difference.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends tzdata fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/fonts/opentype/noto/NotoSerifCJK-*
COPY --from=build /opt/summe /opt/summe
# On the path, for `docker exec`.
RUN ln -s /opt/summe/bin/summe /usr/local/bin/summe \
    && useradd --uid 10001 --no-create-home summe && mkdir --mode=700 /data && chown summe /data
USER 10001
ENV SUMME_DATA=/data
# The hall's time, in which exports give times and days.
ENV TZ=Europe/Copenhagen
VOLUME /data
EXPOSE 8000
# Without urllib, which would ask through a proxy that the container was given.
HEALTHCHECK --start-period=30s --interval=10s --timeout=3s CMD ["/opt/summe/bin/python", "-c", "import http.client, os; server = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('SUMME_PORT', '8000')), timeout=2); server.request('GET', '/-/health'); raise SystemExit(server.getresponse().status != 200)"]
CMD ["/opt/summe/bin/summe", "serve"]
