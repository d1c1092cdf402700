"""What works without a network: the self-check in one file, and the whole site to unpack.

`python -m widgets.offline` makes them of the built site, after `python -m pdf`. The scripts in them
are those of the site; local.js (widgets/web/offline) stands in for the server.
"""
