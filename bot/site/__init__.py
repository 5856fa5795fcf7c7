"""The base as a static site: pages that anybody can read, print and search, without a server."""
