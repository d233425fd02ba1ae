"""What became of the findings between two probes."""

from __future__ import annotations

from envwizard.model.finding import Finding
from envwizard.model.plan import Aftermath
from envwizard.model.report import Report


def compare(before: Report, after: Report) -> Aftermath:
    """Tell finding by finding what is gone, what is left and what is new.

    A finding may speak of several places. Where the first of them was mended and another is left, the finding has moved
    there: it is left, and neither gone nor new.
    """
    then = {finding.fingerprint for finding in before.findings}
    now = {finding.fingerprint for finding in after.findings}
    missing = [finding for finding in before.findings if finding.fingerprint not in now]
    left = [finding for finding in after.findings if finding.fingerprint in then]
    new = []
    for finding in after.findings:
        if finding.fingerprint in then:
            continue
        moved = next((one for one in missing if one.rule == finding.rule and _names(one, finding)), None)
        if moved is None:
            new.append(finding)
        else:
            missing.remove(moved)
            left.append(finding)
    return Aftermath(gone=tuple(missing), left=tuple(left), new=tuple(new))


def _names(earlier: Finding, later: Finding) -> bool:
    """Tell whether the earlier finding named the later one's file among its other places."""
    return any(place.location.path == later.location.path for place in earlier.evidence)
