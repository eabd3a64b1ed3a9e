"""Deployment files name settings, addresses, metrics and commands that exist; a server starts as they say."""

import csv
import http.client
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import deployment
from tests.exports.golden import FOLDER
from tests.nats import Nats
from tests.server import AS_INSTALLED, DEFAULT_SHEET, ORGANISER_KEY, ROOT, Server
from tests.tiers import rest_rows_long
from tests.web.surface import description

PHONES_REACH_IT_AT = "http://192.168.50.2:8000"
SHARED = {"SUMME_PUBLIC_URL": "https://summe.test", "POSTGRES_PASSWORD": "0123456789abcdef"}
ONE_OF_MANY = ["summe-1", "summe-2", "summe-3"]
NGINX = (deployment.DEPLOY / "nginx.conf").read_text()
UNITS = sorted(deployment.DEPLOY.glob("*.service"))


@pytest.mark.parametrize("path", deployment.FILES, ids=lambda path: path.name)
def test_every_setting_that_a_deployment_file_names_exists(path: Path) -> None:
    assert set(re.findall(r"SUMME_[A-Z_]+", path.read_text())) <= deployment.SETTINGS


def test_every_image_is_pinned_to_a_version() -> None:
    images = [str(service["image"]) for service in deployment.services().values()]
    images += [line.split()[0] for line in deployment.instructions("FROM")]
    loose = [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?(-[\w.]+)?$", image)]
    assert not loose


def test_the_image_of_summe_has_its_version() -> None:
    own = {
        image
        for service in deployment.services().values()
        if "build" in service
        for image in [service["image"]]
    }
    assert own == {f"summe:{deployment.VERSION}"}


def test_the_image_says_what_is_in_it() -> None:
    labels, project = deployment.labels(), deployment.PROJECT
    assert labels["version"] == project["version"]
    assert labels["licenses"] == project["license"]
    assert labels["title"] == "Summe"
    assert project["description"].startswith(labels["description"])


def test_the_image_draws_every_script_and_emoji_and_knows_time_zones() -> None:
    last_stage = deployment.DOCKERFILE.read_text().rpartition("\nFROM ")[2]
    fonts = {"fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"}
    assert fonts | {"tzdata"} <= set(last_stage.split())


def test_the_image_runs_as_a_user_that_is_not_root() -> None:
    last_stage = deployment.DOCKERFILE.read_text().rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\S+)", last_stage, re.MULTILINE)
    assert users
    assert all(int(user) > 0 for user in users)


def test_the_health_check_calls_an_address_that_needs_no_key() -> None:
    paths = re.findall(r"'(/[^']+)'", " ".join(deployment.health_check()))
    assert len(paths) == 1
    assert "get" in description()["paths"][paths[0]]


def test_a_container_may_open_a_file_for_each_of_many_phones() -> None:
    for name, service in deployment.services().items():
        if "build" in service:
            assert service["ulimits"]["nofile"] >= 65_536, name


def test_compose_says_what_is_missing_where_nobody_knows_the_address() -> None:
    with pytest.raises(deployment.MissingVariable, match="where phones reach this computer"):
        deployment.environment(deployment.services()["summe"], {})


def test_compose_starts_summe_alone_unless_the_profile_is_asked_for() -> None:
    found = deployment.services()
    assert "profiles" not in found.pop("summe")
    assert all(service["profiles"] == ["many"] for service in found.values())


def test_processes_that_share_a_database_share_all_else_too() -> None:
    found = deployment.services()
    one, *others = (found[name] for name in ONE_OF_MANY)
    assert all(other == one for other in others)
    assert one["command"] == [*deployment.command(), "--no-session"]
    assert set(one["environment"]["SUMME_ALLOWED_HOSTS"].split(",")) == set(ONE_OF_MANY)
    shared = deployment.environment(
        one, {**SHARED, "SUMME_SECRET": "x" * 16, "SUMME_ORGANISER_KEY": "y" * 16}
    )
    assert {"SUMME_DATABASE_URL", "SUMME_BUS_URL", "SUMME_SECRET", "SUMME_ORGANISER_KEY"} <= shared.keys()
    assert SHARED["POSTGRES_PASSWORD"] in shared["SUMME_DATABASE_URL"]


def test_keys_that_are_not_set_are_left_out_so_that_the_server_says_what_is_missing() -> None:
    shared = deployment.environment(deployment.services()[ONE_OF_MANY[0]], SHARED)
    assert not {"SUMME_SECRET", "SUMME_ORGANISER_KEY"} & shared.keys()


def test_the_addresses_between_the_services_are_those_of_services() -> None:
    found = deployment.services()
    shared = deployment.environment(found[ONE_OF_MANY[0]], SHARED)
    database, bus = urlsplit(shared["SUMME_DATABASE_URL"]), urlsplit(shared["SUMME_BUS_URL"])
    assert found[str(bus.hostname)]["image"].startswith("nats:")
    made = deployment.environment(found[str(database.hostname)], SHARED)
    assert (database.username, database.password, database.path.strip("/")) == (
        made["POSTGRES_USER"],
        made["POSTGRES_PASSWORD"],
        made["POSTGRES_DB"],
    )


def test_a_service_is_waited_for_only_if_it_can_say_that_it_is_healthy() -> None:
    found = deployment.services()
    for service in found.values():
        for name, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in found[name] or "build" in found[name], name


def test_caddy_asks_every_process_at_an_address_that_exists() -> None:
    text = (deployment.DEPLOY / "Caddyfile").read_text()
    (upstreams,) = re.findall(r"reverse_proxy (.+) \{", text)
    assert upstreams.split() == [f"{name}:8000" for name in ONE_OF_MANY]
    (path,) = re.findall(r"health_uri (\S+)", text)
    assert "get" in description()["paths"][path]
    assert "{$SUMME_PUBLIC_URL}" in text
    assert "SUMME_PUBLIC_URL" in deployment.services()["caddy"]["environment"]


def test_nginx_asks_the_processes_that_the_unit_is_for() -> None:
    ports = re.findall(r"^ +server 127\.0\.0\.1:(\d+) ", NGINX, re.MULTILINE)
    (enabled,) = re.findall(
        r"systemctl enable --now (.+)", (deployment.DEPLOY / "summe@.service").read_text()
    )
    assert [f"summe@{port}" for port in ports] == enabled.split()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/4F7K2M", "4F7K2M"),
        ("/4F7K2M/board", "4F7K2M"),
        ("/ws/4F7K2M", "4F7K2M"),
        ("/api/line/4F7K2M/hear", "4F7K2M"),
        ("/api/sessions/4F7K2M/export.json", "4F7K2M"),
        ("/", None),
        ("/-/health", None),
    ],
)
def test_nginx_finds_the_session_in_an_address(address: str, code: str | None) -> None:
    (pattern,) = re.findall(r"^ +~(\S+) \$code;", NGINX, re.MULTILINE)
    found = re.search(pattern.replace("?<code>", "?P<code>"), address)
    assert (found["code"] if found else None) == code


@pytest.mark.parametrize("words", ["ip_hash", "sticky", "cookie"])
def test_no_proxy_has_to_send_a_screen_back_to_the_same_process(words: str) -> None:
    for name in ("Caddyfile", "nginx.conf"):
        lines = (deployment.DEPLOY / name).read_text().splitlines()
        assert not [line for line in lines if words in line.partition("#")[0]], name


@pytest.mark.parametrize("service", ["summe", "summe-1", "summe-2", "summe-3"])
def test_compose_hands_through_what_an_organisation_says_of_itself(service: str) -> None:
    """A variable in `.env` that a service does not name reaches no container."""
    given = {
        "SUMME_CONTACT": "Data protection, 1234 5678",
        "SUMME_ACCESSIBILITY_URL": "https://example.org/was",
        "SUMME_RETENTION_DAYS": "7",
    }
    of_compose = deployment.environment(deployment.services()[service], {**SHARED, **given})
    assert given.items() <= of_compose.items()


def test_the_command_that_prints_the_links_in_a_container_is_found_there() -> None:
    command = "docker compose exec summe summe links"
    assert command in (ROOT / "compose.yaml").read_text()
    assert command in (ROOT / "docs" / "operating.md").read_text()
    assert any(
        "ln -s /opt/summe/bin/summe /usr/local/bin/summe" in one for one in deployment.instructions("RUN")
    )


@pytest.mark.process
def test_a_server_starts_as_the_image_and_compose_start_it_and_is_healthy(tmp_path: Path) -> None:
    given = {"SUMME_PUBLIC_URL": PHONES_REACH_IT_AT, "SUMME_ORGANISER_KEY": ORGANISER_KEY}
    of_the_image = deployment.image_environment()
    of_compose = deployment.environment(deployment.services()["summe"], given)
    server = Server(tmp_path / "data")
    here = {"SUMME_DATA": str(server.folder), "SUMME_PORT": str(server.port)}
    others = {name: value for name, value in server.environment.items() if not name.startswith("SUMME_")}
    server.environment = {**others, **of_the_image, **of_compose, **here}
    assert of_the_image["SUMME_DATA"] in " ".join(deployment.services()["summe"]["volumes"])

    program, *arguments = deployment.command()
    assert program.endswith("/bin/summe")
    check = [sys.executable, *deployment.health_check()[1:]]
    # Docker hands the proxy of its configuration to every container.
    environment = {**server.environment, "http_proxy": "http://127.0.0.1:9"}
    assert subprocess.run(check, env=environment, capture_output=True, check=False).returncode != 0
    server.start(*arguments)
    try:
        assert server.links["join"].startswith(f"{PHONES_REACH_IT_AT}/")
        assert subprocess.run(check, env=environment, capture_output=True, check=False).returncode == 0
    finally:
        server.stop()


@pytest.mark.process
@pytest.mark.parametrize(
    ("given", "hours_later"), rest_rows_long([({}, 0), ({"TZ": "America/New_York"}, -6)])
)
def test_exports_of_a_container_give_the_times_of_the_hall(
    given: dict[str, str], hours_later: int, tmp_path: Path
) -> None:
    for service in ("summe", *ONE_OF_MANY):
        zone = deployment.environment(deployment.services()[service], SHARED)["TZ"]
        assert zone == deployment.image_environment()["TZ"], service
    of_compose = deployment.environment(deployment.services()["summe"], {**SHARED, **given})
    server = Server(tmp_path / "data")
    server.program = AS_INSTALLED  # of which a process reads the zone as it starts
    server.environment["TZ"] = of_compose["TZ"]
    server.start()
    try:
        made = server.post("/api/sessions/import", json.loads((FOLDER / "da" / "hour.json").read_text()))
        file = server.get(f"/api/sessions/{made['code']}/export.csv?lang=da").decode("utf-8-sig")
    finally:
        server.stop()
    in_copenhagen = csv_times((FOLDER / "da" / "hour.csv").read_text("utf-8-sig"))
    assert csv_times(file) == [time + timedelta(hours=hours_later) for time in in_copenhagen]


def csv_times(file: str) -> list[datetime]:
    rows = csv.DictReader(io.StringIO(file), delimiter=";")
    return [datetime.fromisoformat(row["Tidspunkt"]) for row in rows if row["Tidspunkt"]]


@pytest.fixture
def three_servers(database_url: str, nats_server: Nats, tmp_path: Path) -> Iterator[list[Server]]:
    """Three servers with the commands and variables of compose.yaml, on a database and a bus of the test."""
    given = {**SHARED, "SUMME_ORGANISER_KEY": ORGANISER_KEY, "SUMME_SECRET": "a secret of all three"}
    servers = []
    try:
        for name in ONE_OF_MANY:
            service = deployment.services()[name]
            server = Server(tmp_path / name)
            here = {
                "SUMME_DATABASE_URL": database_url,
                "SUMME_BUS_URL": nats_server.url,
                "SUMME_DATA": str(server.folder),
                "SUMME_PORT": str(server.port),
            }
            others = {key: value for key, value in server.environment.items() if not key.startswith("SUMME_")}
            server.environment = {**others, **deployment.environment(service, given), **here}
            server.start(*service["command"][1:])
            servers.append(server)
        yield servers
    finally:
        for server in servers:
            server.stop()


@pytest.mark.process
@pytest.mark.long
def test_three_servers_start_as_compose_starts_them_and_open_the_same_session(
    three_servers: list[Server],
) -> None:
    made = three_servers[0].post("/api/sessions", {"run_sheet": DEFAULT_SHEET})
    listed = [json.loads(server.get("/api/sessions")) for server in three_servers]
    assert [[session["links"] for session in sessions] for sessions in listed] == [[made["links"]]] * 3
    assert made["links"]["join"].startswith(SHARED["SUMME_PUBLIC_URL"])


@pytest.mark.process
def test_a_server_on_a_shared_database_answers_by_its_services_name_and_needs_no_folder(
    three_servers: list[Server],
) -> None:
    for server, name in zip(three_servers, ONE_OF_MANY, strict=True):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        line.request("GET", "/-/health", headers={"Host": f"{name}:8000"})
        assert line.getresponse().status == 200, "Caddy and Prometheus ask so"
        line.close()
        assert not server.folder.exists(), "a read-only root and a unit without a state folder are enough"
        metrics = server.get("/-/metrics").decode()
        assert "summe_free_disk_bytes 0.0" not in metrics, "an alert would take it for a full disk"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_the_server_again_and_for_nobody_with_rights(path: Path) -> None:
    service = deployment.unit(path)["Service"]
    assert re.match(r"/\S+/summe serve\b", service["ExecStart"][0])
    assert service["DynamicUser"] == ["yes"]
    assert service["Restart"] == ["always"]
    assert service["RestartPreventExitStatus"] == ["2"], "which no restart mends: docs/operating.md"
    assert int(service["LimitNOFILE"][0]) >= 65_536
    assert deployment.unit(path)["Install"]["WantedBy"] == ["multi-user.target"]


@pytest.mark.process
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_finds_no_fault_with_a_unit(path: Path, tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:  # the plain check above is all there is then
        return
    copy = tmp_path / path.name.replace("@.", "@8001.")
    copy.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", path.read_text(), flags=re.M))
    done = subprocess.run(
        [verify, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.process
def test_a_server_starts_with_the_variables_of_the_unit(server: Server) -> None:
    variables = deployment.unit_environment(deployment.unit(deployment.DEPLOY / "summe.service"))
    server.stop()
    server.environment.update(variables)
    server.environment["SUMME_DATA"] = str(server.folder)
    server.start("serve")
    assert server.links["join"].startswith(variables["SUMME_PUBLIC_URL"])


@pytest.mark.process
def test_alerts_and_dashboard_ask_for_metrics_and_labels_that_servers_have(
    three_servers: list[Server],
) -> None:
    has = deployment.exposed(three_servers[0].get("/-/metrics").decode())
    for name, expression in deployment.expressions():
        asked = deployment.asked_for(expression)
        assert asked, name
        for metric, labels in asked:
            assert metric in has, f"{name}: there is no {metric}"
            assert labels <= has[metric], f"{name}: {metric} has no {labels - has[metric]}"
            assert "job" in labels, f"{name}: {metric} would be that of other services too"


def test_each_alert_says_what_is_wrong_and_what_to_do() -> None:
    found = deployment.rules()
    assert len({rule["alert"] for rule in found}) == len(found)
    for rule in found:
        assert rule["annotations"].keys() == {"summary", "action"}, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "warning"), rule["alert"]


def test_no_panel_lies_over_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in deployment.panels():
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24, panel["title"]
        taken |= cells


def test_prometheus_asks_where_the_server_has_its_metrics() -> None:
    config = deployment.prometheus()
    (scraped,) = config["scrape_configs"]
    assert "get" in description()["paths"][scraped["metrics_path"]]
    assert all((deployment.DEPLOY / name).exists() for name in config["rule_files"])
    assert f'job="{scraped["job_name"]}"' in deployment.rules()[0]["expr"]
