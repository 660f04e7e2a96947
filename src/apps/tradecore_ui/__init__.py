"""The workstation in the browser: pages build requests, submit jobs, poll them and draw view models.

It owns no logic and no work: every job is a process of its own, so that a page may be closed, reloaded or killed at any
time, and several servers may stand on one workspace. How it is made:

- `app.py` is the script that runs for every look: navigation, sidebar, and the page inside the error boundary.
- A page is a file of `screens/` (streamlit would take a folder `pages` for pages without a frame), entered in
  `navigation.py`. It gets its workspace from `desk.workbench()`, which is cached, and the run that it shows from
  `picking.picked(kind)`: the address holds it (`?run=ID`), so that a reload shows the same. Nothing else is kept but
  what stands in widgets, each with a key of its own: `page.field`.
- `serve.py` is the server's process; `warm.py` loads there what a first visit would wait for.
- `forms.py` draws the fields of a contract or a strategy (`tradecore.views.forms`): bounds, steps and help come from
  there, and what the validators refuse stands beside its field. `submitting.py` turns a form into a job.
- `jobs.py` shows a run until it is over: progress, best so far, cancel, resume, log. `polling.py` repeats a part of a
  page without the rest of it.
- What is drawn is a view model of `tradecore.views`: `charts.py` draws a Chart, `tables.py` a Grid or rows, each with
  its download, `tiles.py` the numbers to see first. A page that lacks a view gets it there, never here.
- Times are written in `desk.zone(...)`: the exchange's, the reader's or UTC.
"""
