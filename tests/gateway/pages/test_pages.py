"""Pages over HTTP: what they show and to whom, without a browser."""

import asyncio
import re

from tests.gateway.pages.browsing import Browsing, browsing
from tests.proofs import at_length

MRR = "/analytics/reports/mrr"


async def test_each_cell_of_a_report_opens_to_its_own_proof(browser: Browsing) -> None:
    await browser.sign_in("admin")
    page = await browser.get(f"{MRR}-waterfall?grain=QUARTER")
    links = re.findall(r'<td><a href="([^"]*proof[^"]*)">([^<]*)</a>', page.text)
    # Several measures in each of several quarters, and no two cells with one proof.
    assert len({link for link, _ in links}) == len(links) > 12
    for link, figure in (links[0], links[-1]):
        proof = await browser.get(link.replace("&amp;", "&"))
        assert proof.status == 200
        assert f'class="figure-number">{figure} ' in proof.text
        assert "to the minor unit" in proof.content


async def test_a_proof_names_its_records_from_what_was_read_for_the_figure(browser: Browsing) -> None:
    await browser.sign_in("admin")
    await browser.get(MRR)
    browser.graph.forget_calls()
    for report, measure in (("mrr", "mrr_net"), ("receivables", "receivables")):
        proof = await browser.get(f"/analytics/reports/{report}/proof?row=totals&measure={measure}")
        assert proof.status == 200, proof.content
        names = re.findall(r'<th scope="row">([^<]*)</th>\s*<td class="text">', proof.text)
        assert len(names) > 1
        assert not [name for name in names if name.isdecimal()]
    assert not [call for call in browser.graph.calls() if re.search(r"/(subscriptions|invoices)/", call["path"])]


async def test_a_figure_that_is_gone_is_a_page_that_says_so(browser: Browsing) -> None:
    await browser.sign_in("admin")
    for query in ("row=no-cursor&measure=mrr_net", "row=totals&measure=no_measure", ""):
        assert (await browser.get(f"{MRR}/proof?{query}")).status == 404
    assert (await browser.get("/analytics/reports/no-such")).status == 404
    assert (await browser.get("/analytics/dashboards/no-such")).status == 404


async def test_a_chart_is_a_file_that_runs_nothing(browser: Browsing) -> None:
    await browser.sign_in("admin")
    svg = await browser.get(f"{MRR}/chart.svg?theme=dark")
    assert (svg.status, svg.headers["Content-Type"]) == (200, "image/svg+xml")
    assert svg.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert 'filename="Monthly recurring revenue.svg"' in svg.headers["Content-Disposition"]
    assert "var(" not in svg.text


async def test_files_and_charts_are_for_who_is_signed_in_and_may_see_them(browser: Browsing) -> None:
    await browser.sign_in("admin")
    file = re.search(r'href="(/analytics/files/reports/[^"]*\.csv)"', (await browser.get(MRR)).text)
    assert file is not None
    assert (await browser.get(file[1])).text.startswith("\ufeffFrom,")
    async with browsing(browser.graph) as other:
        assert (await other.get(file[1])).status == 401
        assert (await other.get(f"{MRR}/chart.svg")).status == 303
        await other.sign_in("restricted")
        assert (await other.get(file[1])).status == 404
        assert (await other.get(f"{MRR}/chart.svg")).status == 404
        # Nobody keeps what they could not run.
        assert "Copy report" not in (await other.get(MRR)).content


async def test_a_copy_is_kept_with_its_adjustments_and_deleted(browser: Browsing) -> None:
    await browser.sign_in("admin")
    token = (await browser.get(MRR)).form_token
    copied = await browser.post(
        f"{MRR}/copy?grain=QUARTER", {"form_token": token, "title": "Monthly recurring revenue"}
    )
    address = copied.headers["Location"]
    page = await browser.get(address)
    assert "Monthly recurring revenue (copy)" in page.content
    assert "Q1 2026" in page.content
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    form = {"form_token": token, "version": version[1]}
    assert (await browser.post(f"{address}/save", {**form, "title": "By quarter", "is_shared": "yes"})).status == 303
    async with browsing(browser.graph) as other:
        await other.sign_in("billing")
        assert "By quarter" in (await other.get("/analytics")).content
        theirs = await other.get(address)
        assert (theirs.status, "This report is yours" in theirs.content) == (200, False)
    assert (await browser.post(f"{address}/delete", form)).status == 400
    form["version"] = str(int(version[1]) + 1)
    assert (await browser.post(f"{address}/delete", form)).headers["Location"] == "/analytics"
    assert (await browser.get(address)).status == 404


async def test_what_somebody_writes_is_shown_as_text(browser: Browsing) -> None:
    await browser.sign_in("admin")
    token = (await browser.get(MRR)).form_token
    text = "<script>alert(1)</script>`<b>`"
    copied = await browser.post(f"{MRR}/copy", {"form_token": token, "title": text})
    for path in (copied.headers["Location"], "/analytics", f"{MRR}?filter=PLAN&value=%22%3E%3Cscript%3E"):
        page = await browser.get(path)
        assert page.status == 200
        assert page.text.count("<script") == 1
        assert "<b>" not in page.text


async def test_two_definitions_are_compared_by_the_subscriptions_between_them(browser: Browsing) -> None:
    await browser.sign_in("admin")
    assert f"{MRR}/definitions" in (await browser.get(MRR)).text
    page = await browser.get(f"{MRR}/definitions?a=ZOHO&b=STRIPE")
    assert page.status == 200
    assert "Yes , exactly" in page.content
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="text">', page.text)
    assert rows
    assert not [name for name in rows if name.isdecimal()]
    same = await browser.get(f"{MRR}/definitions?a=ZOHO&b=ZOHO")
    assert "No subscription counts differently" in same.content
    async with browsing(browser.graph) as other:
        await other.sign_in("restricted")
        refused = await other.get(f"{MRR}/definitions")
        assert (refused.status, "This report is not for you." in refused.content) == (403, True)
    assert (await browser.get("/analytics/reports/no-such/definitions")).status == 404


async def test_a_folder_is_created_renamed_and_deleted_by_forms(browser: Browsing) -> None:
    await browser.sign_in("admin")
    assert (await browser.send("/analytics", "/analytics/folders", name="Board")).status == 303
    assert "There is no report in this folder yet." in (await browser.get("/analytics")).content
    renamed = await browser.send("/analytics", "/analytics/folders/rename", name="Board", new_name="The board")
    assert renamed.status == 303
    token = (await browser.get(MRR)).form_token
    copy = (await browser.post(f"{MRR}/copy", {"form_token": token, "title": "Mine"})).headers["Location"]
    form = {"form_token": token, "version": "1", "title": "Mine", "folder": "The board"}
    assert (await browser.post(f"{copy}/save", form)).status == 303
    assert (await browser.send("/analytics", "/analytics/folders/delete", name="The board")).status == 400
    await browser.post(f"{copy}/delete", {"form_token": token, "version": "2"})
    assert (await browser.send("/analytics", "/analytics/folders/delete", name="The board")).status == 303
    assert "The board" not in (await browser.get("/analytics")).content


async def test_a_run_is_watched_cancelled_and_resumed(browser: Browsing) -> None:
    await browser.sign_in("admin")
    await browser.graph.break_down({"product": "billing", "kind": "hang", "path": "/subscriptions"})
    try:
        started = await browser.send("/analytics", f"{MRR}/run?grain=QUARTER")
        address = started.headers["Location"]
        watched = await browser.get(address)
        assert "Reading everything" in watched.content
        assert 'http-equiv="refresh"' in watched.text
        assert f'data-events="{address.partition("?")[0]}/events"' in watched.text
        run, _, query = address.partition("?")
        cancelled = await browser.send(address, f"{run}/cancel?{query}")
        assert cancelled.headers["Location"] == address
        assert "The run was cancelled" in (await browser.get(address)).content
    finally:
        await browser.graph.break_down()
    assert (await browser.send(address, f"{run}/resume?{query}")).status == 303
    assert "Monthly recurring revenue" in (await browser.get("/analytics")).content
    async with asyncio.timeout(60):
        while "Reading everything" in (page := await browser.get(address)).content:
            pass
    assert "Everything is read" in page.content
    events = await browser.get(f"{run}/events")
    assert (events.status, events.headers["Content-Type"].partition(";")[0]) == (200, "text/event-stream")
    assert events.text.endswith("event: end\ndata: {}\n\n")
    assert (await browser.get("/analytics/runs/no-such/events")).status == 404
    assert f'href="{MRR}?grain=QUARTER"' in page.text
    assert (await browser.get("/analytics/runs/no-such")).status == 404


@at_length(like="test_a_chart_is_a_file_that_runs_nothing")
async def test_a_chosen_chart_is_drawn_kept_and_a_file_of_its_own_for_each_tile(browser: Browsing) -> None:
    await browser.sign_in("admin")
    drawn = [(await browser.get(f"{MRR}/chart.svg?chart={kind}")).text for kind in ("LINE", "BAR")]
    assert drawn[0] != drawn[1]
    assert (await browser.get(f"{MRR}/chart.svg?chart=TABLE")).status == 404
    token = (await browser.get(MRR)).form_token
    copied = await browser.post(f"{MRR}/copy?chart=BAR", {"form_token": token, "title": "Bars"})
    address = copied.headers["Location"]
    assert (await browser.get(f"{address}/chart.svg")).text.count("mark-rect") == drawn[1].count("mark-rect") > 0
    assert (await browser.get(f"{address}/chart.png")).headers["Content-Type"] == "image/png"
    board = "/analytics/dashboards/overview"
    copy = (await browser.send(board, f"{board}/copy")).headers["Location"]
    tile = {"place": "10", "report": "mrr", "span": "6", "form": "CHART", "tile_title": "", "measures": "mrr_net"}
    chart = {"drawn": "LINE", "chart": "BAR", "chart_by": "PLAN", "chart_measures": ""}
    arranged = await browser.send(f"{copy}/arrange", f"{copy}/arrange", title="Bars", **tile, **chart)
    assert arranged.status == 303
    page = await browser.get(copy)
    assert f'href="{copy}/tiles/1/chart.svg"' in page.text
    svg = await browser.get(f"{copy}/tiles/1/chart.svg")
    assert (svg.status, "Care Basic" in svg.text, "mark-rect" in svg.text) == (200, True, True)
    assert 'value="BAR" selected' in (await browser.get(f"{copy}/arrange")).text
    for number in ("0", "2", "x"):
        assert (await browser.get(f"{copy}/tiles/{number}/chart.svg")).status == 404
    async with browsing(browser.graph) as other:
        await other.sign_in("billing")
        assert (await other.get(f"{copy}/tiles/1/chart.svg")).status == 404
