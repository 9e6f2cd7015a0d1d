"""Kibana's forms of what objects.py says: references, texts within texts, positions.

Versions are the oldest that have what is used here: Kibana brings older objects up to date when it imports
them, and refuses newer ones.
"""
import json

TYPE_VERSION = {
    "index-pattern": "8.0.0",
    "search": "8.0.0",
    "visualization": "8.5.0",
    "lens": "8.9.0",
    "dashboard": "8.9.0",
}
NO_QUERY = {"query": "", "language": "kuery"}
LAYER = "layer"


def text(value):
    """A value that Kibana wants as text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def kql(query):
    return {"query": query, "language": "kuery"}


def saved(kind, name, attributes, references=()):
    return {
        "type": kind,
        "id": f"logontracer-{name}",
        "attributes": attributes,
        "references": list(references),
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": TYPE_VERSION[kind],
    }


def reference(name, target):
    return {"name": name, "type": target["type"], "id": target["id"]}


def data_view(name, title):
    index = f"logontracer-{name}-index"
    return saved("index-pattern", name, {"title": index, "name": title, "timeFieldName": "@timestamp"})


# Columns of a Lens layer. What they are called is what heads them.


def column(label, kind, operation, field, params, bucket=False):
    return {
        "label": label,
        "customLabel": True,
        "dataType": kind,
        "operationType": operation,
        "sourceField": field,
        "isBucketed": bucket,
        "scale": {"string": "ordinal", "date": "interval" if bucket else "ratio"}.get(kind, "ratio"),
        "params": params,
    }


def terms(label, field, size, by):
    """The `size` values with the most of the column `by`."""
    order = {"type": "column", "columnId": by}
    params = {"size": size, "orderBy": order, "orderDirection": "desc", "otherBucket": False, "missingBucket": False,
              "parentFormat": {"id": "terms"}}
    return column(label, "string", "terms", field, params, bucket=True)


def over_time(label):
    params = {"interval": "auto", "includeEmptyRows": False, "dropPartials": False}
    return column(label, "date", "date_histogram", "@timestamp", params, bucket=True)


def highest(label, field, kind="number"):
    params = {"emptyAsNull": True}
    if kind == "number":
        params["format"] = {"id": "number", "params": {"decimals": 3}}
    return column(label, kind, "max", field, params)


def distinct(label, field):
    return column(label, "number", "unique_count", field, {"emptyAsNull": True})


def count(label):
    return column(label, "number", "count", "___records___", {"emptyAsNull": True})


def lens(name, title, view, kind, columns, visualization, query="", description=""):
    """`columns` by id: buckets first, the outermost first."""
    layer = {"columns": columns, "columnOrder": list(columns), "incompleteColumns": {}}
    state = {
        "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
        "visualization": visualization,
        "query": kql(query),
        "filters": [],
        "internalReferences": [],
        "adHocDataViews": {},
    }
    attributes = {"title": title, "description": description, "visualizationType": kind, "state": state}
    return saved("lens", name, attributes, [reference(f"indexpattern-datasource-layer-{LAYER}", view)])


def table(name, title, view, columns, query="", description=""):
    shown = {"layerId": LAYER, "layerType": "data", "columns": [{"columnId": each} for each in columns]}
    return lens(name, title, view, "lnsDatatable", columns, shown, query, description)


def chart(name, title, view, series, columns, x, y, split=None, query="", description=""):
    layer = {"layerId": LAYER, "layerType": "data", "seriesType": series, "xAccessor": x, "accessors": y}
    if split:
        layer["splitAccessor"] = split
    shown = {"legend": {"isVisible": True, "position": "right"}, "preferredSeriesType": series, "layers": [layer]}
    return lens(name, title, view, "lnsXY", columns, shown, query, description)


def search(name, title, view, columns, query="", description=""):
    source = {"query": kql(query), "filter": [], "indexRefName": "kibanaSavedObjectMeta.searchSourceJSON.index"}
    attributes = {
        "title": title,
        "description": description,
        "columns": columns,
        "sort": [["@timestamp", "desc"]],
        "kibanaSavedObjectMeta": {"searchSourceJSON": text(source)},
    }
    return saved("search", name, attributes, [reference("kibanaSavedObjectMeta.searchSourceJSON.index", view)])


def vega(name, title, spec, description=""):
    state = {"title": title, "type": "vega", "aggs": [], "params": {"spec": json.dumps(spec, indent=2, ensure_ascii=False)}}
    attributes = {
        "title": title,
        "description": description,
        "version": 1,
        "uiStateJSON": "{}",
        "visState": text(state),
        "kibanaSavedObjectMeta": {"searchSourceJSON": text({"query": NO_QUERY, "filter": []})},
    }
    return saved("visualization", name, attributes)


def control(order, view, field, title):
    """A list to choose from, above the panels."""
    place = f"choose-{field}"
    chosen = {
        "order": order,
        "width": "medium",
        "grow": True,
        "type": "optionsListControl",
        "explicitInput": {"id": place, "fieldName": field, "title": title, "enhancements": {},
                          "dataViewRefName": f"controlGroup_{place}:optionsListDataView"},
    }
    return place, chosen, reference(f"controlGroup_{place}:optionsListDataView", view)


def dashboard(name, title, description, controls, rows):
    """`rows` from the top: a height, then panels of equal width; the board is 48 wide."""
    panels, references, y = [], [], 0
    for height, *members in rows:
        width = 48 // len(members)
        for at, member in enumerate(members):
            place = member["id"]
            grid = {"x": at * width, "y": y, "w": width, "h": height, "i": place}
            panels.append({"type": member["type"], "panelIndex": place, "gridData": grid,
                           "embeddableConfig": {"enhancements": {}}, "panelRefName": f"panel_{place}"})
            references.append(reference(f"{place}:panel_{place}", member))
        y += height
    ignore = {"ignoreFilters": False, "ignoreQuery": False, "ignoreTimerange": False, "ignoreValidations": False}
    attributes = {
        "title": title,
        "description": description,
        "version": 1,
        "timeRestore": True,
        "timeFrom": "now-90d",
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60000},
        "controlGroupInput": {
            "controlStyle": "oneLine",
            "chainingSystem": "HIERARCHICAL",
            "ignoreParentSettingsJSON": text(ignore),
            "panelsJSON": text({place: chosen for place, chosen, _ in controls}),
        },
        "kibanaSavedObjectMeta": {"searchSourceJSON": text({"query": NO_QUERY, "filter": []})},
        "optionsJSON": text({"useMargins": True, "syncColors": True, "syncCursor": True, "syncTooltips": False,
                             "hidePanelTitles": False}),
        "panelsJSON": text(panels),
    }
    return saved("dashboard", name, attributes, references + [each for _, _, each in controls])
