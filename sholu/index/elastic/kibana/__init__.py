"""Kibana: data views, saved searches and dashboards, made from the field table, and their import.

`boards/*.yml` say what is shown; `lens` and `objects` make of it what Kibana imports, `question`
the command of sholu that gives a panel's numbers, `validate` finds what an import would refuse,
`send` imports.
"""
