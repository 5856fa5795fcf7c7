"""What cannot be run without a container engine or an init system is held to what matters in it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.cli._output import FAILED
from bot.process.settings import Settings
from bot.runtime.metrics import Metrics
from bot.runtime.start import AwayError, StartError
from bot.store.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))
SETTINGS = {f"CLAUSETTE_{name.upper()}": field for name, field in Settings.model_fields.items()}
EXAMPLE = (DEPLOY / ".env.example").read_text(encoding="utf-8")
SERVICES = COMPOSE["services"]
OURS = ("bot", "backup")


def _units() -> list[str]:
    return sorted(path.name for path in DEPLOY.glob("*.service"))


# Settings


def test_the_example_of_an_environment_names_every_setting_once_and_no_other():
    named = re.findall(r"^#?(CLAUSETTE_\w+)=", EXAMPLE, flags=re.MULTILINE)
    assert sorted(named) == sorted(SETTINGS)


def test_the_example_of_an_environment_gives_the_defaults_of_the_code():
    given = dict(re.findall(r"^#?(CLAUSETTE_\w+)=(.*)$", EXAMPLE, flags=re.MULTILINE))
    for name, field in SETTINGS.items():
        if isinstance(field.default, str | int):
            assert given[name] == str(field.default)


def test_the_example_of_an_environment_holds_no_secret_and_sets_nothing_but_what_must_be_filled_in():
    assert re.findall(r"^(\w+)=(.*)$", EXAMPLE, flags=re.MULTILINE) == [
        ("CLAUSETTE_TOKEN", ""),
        ("POSTGRES_PASSWORD", ""),
    ]


@pytest.mark.parametrize("file", ["compose.yaml", "Dockerfile", *_units()])
def test_no_file_sets_a_setting_that_does_not_exist(file):
    named = set(re.findall(r"\bCLAUSETTE_[A-Z_]+\b", (DEPLOY / file).read_text(encoding="utf-8")))
    assert named <= SETTINGS.keys()


# The image


def test_the_linter_of_dockerfiles_finds_nothing():
    linted = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_image_runs_as_a_user_without_rights(dockerfile):
    assert dockerfile.of("bot", "USER")[-1] == dockerfile.of("backup", "USER")[-1] == "10001:10001"


def test_the_image_begins_from_a_named_version(dockerfile):
    outside = {base for base in dockerfile.begins.values() if base not in dockerfile.begins}
    assert outside == {"python:3.12-slim-trixie"}
    assert all(re.search(r":\d", service["image"]) for service in SERVICES.values() if "build" not in service)


def test_the_image_installs_the_versions_that_were_tested(dockerfile):
    assert any("--constraint constraints.txt" in run for run in dockerfile.of("build", "RUN"))
    assert "constraints.txt" in " ".join(dockerfile.of("build", "COPY"))


def test_the_last_stage_holds_neither_sources_nor_build_tools(dockerfile):
    assert not re.search(r"pip|apt-get|gcc|build-essential", " ".join(dockerfile.of("bot", "RUN")))
    assert all(copy.startswith("--from=build") for copy in dockerfile.of("bot", "COPY"))
    assert "pip uninstall" in " ".join(dockerfile.of("build", "RUN"))


def test_the_image_is_built_from_named_files_only():
    kept = {line.removeprefix("!") for line in _ignored() if line.startswith("!")}
    assert _ignored()[0] == "*"
    assert kept == {"dist/clausette-*.whl", "constraints.txt"}


def _ignored() -> list[str]:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_the_health_check_asks_where_the_image_serves_its_health(dockerfile):
    port = dockerfile.environment("bot")["CLAUSETTE_METRICS_LISTEN"].rpartition(":")[2]
    assert f"http://127.0.0.1:{port}/healthz" in dockerfile.of("bot", "HEALTHCHECK")[0]
    command = json.loads(dockerfile.of("bot", "HEALTHCHECK")[0].partition("CMD ")[2])
    compile(command[2], "health check", "exec")


# Compose


@pytest.mark.parametrize("name", [*OURS, "caddy"])
def test_a_service_has_a_read_only_disk_and_no_rights(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    assert SERVICES["db"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_a_service_is_built_from_a_stage_that_exists(dockerfile):
    assert {SERVICES[name]["build"]["target"] for name in OURS} <= dockerfile.begins.keys()
    assert (DEPLOY / SERVICES["bot"]["build"]["context"] / SERVICES["bot"]["build"]["dockerfile"]).is_file()


def test_every_volume_and_network_of_a_service_is_declared():
    named = [str(one).partition(":")[0] for service in SERVICES.values() for one in service.get("volumes", ())]
    assert {name for name in named if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert {one for service in SERVICES.values() for one in service["networks"]} == set(COMPOSE["networks"])


def test_no_password_stands_in_the_composition():
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert all(found == "${POSTGRES_PASSWORD:?give it in .env}" for found in re.findall(r"\$\{POSTGRES\S+ .*?\}", text))
    assert "clausette:${POSTGRES_PASSWORD" in text


# systemd


@pytest.mark.parametrize("unit", _units())
def test_systemd_finds_no_fault_and_little_exposed(unit, tmp_path, needs):
    analyse = needs("systemd-analyze")
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    program = Path(sys.executable)  # the unit names a program that is installed on the operator's machine only
    text = re.sub(r"^ExecStart=\S+", f"ExecStart={program}", text, flags=re.MULTILINE)
    (tmp_path / unit).write_text(re.sub(r"^WorkingDirectory=.*$", "WorkingDirectory=/", text, flags=re.MULTILINE))
    for command in (["verify"], ["security", "--offline=true", "--threshold=25"]):
        done = subprocess.run(
            [analyse, *command, f"./{unit}"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert unit not in done.stderr


def test_the_unit_gives_the_program_time_to_finish_and_brings_it_back():
    unit = (DEPLOY / "clausette.service").read_text(encoding="utf-8")
    assert "Restart=always" in unit
    assert f"RestartPreventExitStatus={StartError.code}" in unit
    assert AwayError.code != StartError.code
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) == 40
    assert SERVICES["bot"]["stop_grace_period"] == "40s"


@pytest.mark.parametrize("unit", ["clausette.service", "clausette-backup.service"])
def test_a_unit_that_fails_is_told_to_the_operator(unit):
    assert "OnFailure=clausette-failed@%n.service\n" in (DEPLOY / unit).read_text(encoding="utf-8")
    told = (DEPLOY / "clausette-failed@.service").read_text(encoding="utf-8")
    assert "/clausette doctor --letter --failed %i\n" in told
    assert f"SuccessExitStatus={FAILED}\n" in told  # that of doctor where there is a fault
    assert "OnFailure=" not in told


# Alerts


def test_an_alert_watches_what_the_program_tells():
    source = "".join(
        (ROOT / "bot" / name).read_text(encoding="utf-8") for name in ("runtime/metrics.py", "store/figures.py")
    )
    for rule in ALERTS["groups"][0]["rules"]:
        for metric in re.findall(r"clausette_(\w+)", rule["expr"]):
            assert f'"{re.sub("_(total|bucket)$", "", metric)}"' in source.replace('"clausette_', '"'), rule["alert"]


def test_what_the_program_counts_is_there_from_the_start():
    """An alert on what stands still sees nothing where there is nothing yet."""

    async def nothing() -> list[Figure]:
        return []

    counted = {sample.name for family in Metrics(nothing)._registry.collect() for sample in family.samples}
    for rule in ALERTS["groups"][0]["rules"]:
        assert set(re.findall(r"clausette_\w+_(?:total|bucket)", rule["expr"])) <= counted


def test_every_alert_is_told_in_french_and_explained_to_operators():
    guide = (ROOT / "docs/surveiller.md").read_text(encoding="utf-8")
    for rule in ALERTS["groups"][0]["rules"]:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["annotations"]["summary"].endswith((".", " ?"))
        assert f"`{rule['alert']}`" in guide
