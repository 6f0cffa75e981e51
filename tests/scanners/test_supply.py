"""What suitegraph is delivered with: a bill of materials of it, and what is known of weaknesses in it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.figures import FIGURES
from tests.scanners.running import ROOT, ran

LOCK = ROOT / "requirements" / "run.txt"
PINNED = {
    re.sub(r"[-_.]+", "-", name).lower(): version
    for name, version in re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE)
}
# Others are for other platforms or versions of Python.
ALWAYS = {
    re.sub(r"[-_.]+", "-", name).lower()
    for name in re.findall(r"^([\w.-]+)(?:\[.*\])?==[^\s;]+ \\$", LOCK.read_text("utf-8"), re.MULTILINE)
}


async def test_the_bill_of_materials_has_each_locked_distribution_with_its_hashes(
    scanners: Path, tmp_path: Path
) -> None:
    file = tmp_path / "sbom.json"
    arguments = ("--of", "JSON", "--output-reproducible", "-o", str(file), str(LOCK))
    code, _, complaint = await ran(scanners / "cyclonedx-py", "requirements", *arguments)
    assert code == 0, complaint
    bill = json.loads(file.read_text("utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert {each["name"].lower(): each["version"] for each in bill["components"]} == PINNED
    for each in bill["components"]:
        assert each["purl"].startswith("pkg:pypi/"), each
        assert any(reference.get("hashes") for reference in each["externalReferences"]), each


async def test_no_locked_distribution_has_a_known_weakness(
    scanners: Path, record_property: Callable[[str, object], None]
) -> None:
    arguments = ("--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off", "-r", str(LOCK))
    code, output, complaint = await ran(scanners / "pip-audit", *arguments)
    if not output:
        # No answer of the index is no proof of anything: the line is printed at the end of the run.
        record_property(FIGURES, f"pip-audit: NOTHING AUDITED, it ended with {code}: {complaint.splitlines()[-1]}")
        assert "Error" in complaint
        return
    audited = json.loads(output)["dependencies"]
    named = {re.sub(r"[-_.]+", "-", each["name"]).lower() for each in audited}
    assert ALWAYS <= named <= set(PINNED)
    skipped = [each for each in audited if "skip_reason" in each]
    weak = {each["name"]: [found["id"] for found in each["vulns"]] for each in audited if each.get("vulns")}
    reason = f"; {skipped[0]['skip_reason']}" if skipped else ""
    word = "NOTHING AUDITED: " if len(skipped) == len(audited) else ""
    record_property(
        FIGURES,
        f"pip-audit: {word}{len(audited) - len(skipped)} of {len(audited)} distributions were held against the "
        f"advisories of their index, {len(weak)} have known weaknesses{reason}",
    )
    assert weak == {}


def test_the_image_is_made_of_locked_parts_and_runs_without_rights() -> None:
    lines = [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if line and line[0] != "#"]
    text = "\n".join(lines)
    stages = {match[2]: match[1] for match in re.finditer(r"^FROM (\S+) AS (\w+)$", text, re.MULTILINE)}
    assert {base.partition(":")[0] for base in stages.values()} == {"python", "runtime"}
    assert all(":" in base and not base.endswith(":latest") for base in stages.values() if base != "runtime")
    # Whatever comes from an index is locked by hashes; what is made here comes without its dependencies.
    installs = re.findall(r"\S*pip (?:install|wheel)[^&\n]*", text)
    assert len(installs) == 4
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)
    assert all(Path(ROOT, name).is_file() for name in re.findall(r"-r (\S+)", text))
    runtime = text.split("AS runtime", 1)[1]
    assert re.findall(r"^USER (\S+)$", runtime, re.MULTILINE) == ["10001:10001"]
    assert "COPY --from=build --chown=root:root /app /app" in runtime
    assert not re.search(r"apt|curl|wget|sudo|chmod|^ADD|^VOLUME", text, re.MULTILINE)
    assert not re.search(r"(SECRET|TOKEN|PASSWORD|_KEYS?)=", text)
    for stage in ("sandbox", "gateway"):
        part = runtime.split(f"AS {stage}", 1)[1].split("\nFROM", 1)[0]
        assert re.search(r"^HEALTHCHECK .* CMD \[", part, re.MULTILINE), stage
        # In the form of a list: the program itself gets the signal to end.
        assert re.search(r"^CMD \[\"", part, re.MULTILINE), stage
