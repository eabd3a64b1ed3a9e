FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/summe && /opt/summe/bin/pip install --no-cache-dir .

FROM python:3.13-slim
COPY --from=build /opt/summe /opt/summe
RUN useradd --uid 10001 --no-create-home summe && mkdir /data && chown summe /data
USER 10001
ENV SUMME_DATA=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s CMD ["/opt/summe/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/-/health', timeout=2)"]
CMD ["/opt/summe/bin/summe", "serve"]
