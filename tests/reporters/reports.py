"""Reports to write: one of everything, and one whose every text wants to be something else."""

from __future__ import annotations

from envwizard.model.change import Applicability
from envwizard.model.environment import Evidence
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.matrix import Matrix
from envwizard.model.message import msg
from envwizard.model.paths import AnyPath, ExternalPath, ProjectPath
from envwizard.model.report import Failure, FailureKind, Outcome, OutcomeKind, Report
from envwizard.model.source import Location, Span
from envwizard.model.suppression import Means, Notice, SuppressedFinding, Suppression

HOSTILE = (
    "\n::error file=x::pwned\n", "%0A::set-output name=a::b", "##[error]old form", "<script>alert(1)</script>",
    "<!-- x --> <img src=x onerror=y>", "[click](https://evil.example/)", "![i](http://evil.example/i.png)",
    "https://evil.example www.evil.example mailto:a@evil.example", "@org/team and #12 and org/repo#3", "`` ` ``` `",
    "| a | b |", "**bold** _it_ ~~s~~ $x$ &lt;", "# title", "\u202etxt.exe\u2066", "\x1b[31mred\x07\x9b1m", "a\r\nb\tc",
    "\udcff\udc80 \ud800", "{0} {name} {{x}}", "[a\\](b) ](c", "</details>", "--> ]]> \u2028\u2029\ufeff",
)  # fmt: skip


def span(line: int, column: int = 1, end_line: int | None = None, end_column: int = 9) -> Span:
    return Span(0, 8, line, column, end_line or line, end_column)


def finding(
    rule: str,
    path: AnyPath,
    where: Span | None,
    text: str = "text",
    severity: Severity = Severity.WARNING,
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        confidence=Confidence.MEDIUM,
        location=Location(path, where),
        message=msg("{path} runs `{text}` here", path=path, text=text),
        why=msg("{text}: that is why", text=text),
        subject=text,
        environments=("production",),
        evidence=(Evidence(Location(path, where), msg("{text}", text=text)),),
        fix=FixOffer(msg("Mend {text}", text=text), Applicability.SAFE),
    )


def report(findings: tuple[Finding, ...], *, text: str = "text", suppressed: tuple[Finding, ...] = ()) -> Report:
    place = Location(ProjectPath("a.py"), span(3))
    said = (
        Suppression(Means.COMMENT, text, place), Suppression(Means.BASELINE, ""), Suppression(Means.IGNORE, "", None),
    )  # fmt: skip
    return Report(
        project_name=text,
        project_root=text,
        environments=(),
        findings=findings,
        outcomes=tuple(Outcome(code, OutcomeKind.FAILED) for code in ("EW121", "EW221", "EW401", "EW511")),
        failures=(
            Failure(FailureKind.UNPARSED, ProjectPath(text.replace("/", "_")), "compose", msg("{text}", text=text)),
            Failure(FailureKind.CRASHED, None, "EW401", msg("{text}", text=text)),
        ),
        matrix=Matrix((), ()),
        suppressed=tuple(map(SuppressedFinding, suppressed, said)),
        notices=(Notice(msg("{text}", text=text), place), Notice(msg("gone {text}", text=text))),
    )


def of_everything() -> Report:
    return report(
        (
            finding("EW121", ProjectPath("deploy/my script.sh"), span(2, 5), severity=Severity.INFO),
            finding("EW221", ProjectPath(".env"), None),
            finding("EW401", ProjectPath("app/größe,50%.py"), span(4, 3, 6, 2), severity=Severity.ERROR),
            finding("EW511", ExternalPath("/home/me/units/a.service", "~/units/a.service"), span(1)),
            finding("EW511", ExternalPath("/etc/systemd/b.service"), span(1)),
        ),
        suppressed=(
            finding("EW401", ProjectPath("a.py"), span(3)),
            finding("EW401", ProjectPath("b.py"), span(3)),
            finding("EW401", ProjectPath("c.py"), None),
        ),
    )


def hostile() -> Report:
    findings = tuple(
        finding("EW401", ProjectPath(text.replace("/", "_")), span(1), text, list(Severity)[number % 3])
        for number, text in enumerate(HOSTILE)
    )
    return report(findings, text=" ".join(HOSTILE), suppressed=findings[:3])
