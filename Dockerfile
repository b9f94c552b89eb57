# sholu alone, for docker-compose.yml: locked packages, each checked by its hash; no root.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /src
RUN python -m venv /venv && python -m venv /builder
COPY requirements.lock requirements-build.lock ./
RUN /venv/bin/pip install --require-hashes --no-deps --requirement requirements.lock
RUN /builder/bin/pip install --require-hashes --no-deps --requirement requirements-build.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY crawlers crawlers
COPY nlp nlp
COPY pipelines pipelines
COPY sholu sholu
RUN /builder/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /venv/bin/pip install --no-deps /wheel/*.whl

FROM python:3.13-slim
RUN groupadd --gid 10001 sholu \
    && useradd --uid 10001 --gid sholu --no-create-home --home-dir /data --shell /usr/sbin/nologin sholu \
    && install --directory --owner sholu --group sholu --mode 0750 /data /keys
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp SHOLU_DATA=/data
USER 10001:10001
WORKDIR /data
ENTRYPOINT ["sholu"]
CMD ["--help"]
