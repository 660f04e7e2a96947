"""View models of results: rows, series and sentences, pure; report, pages and notebook draw the same ones."""
