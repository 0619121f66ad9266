/** The slice of a dashboard's JSON model we emit. https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly editable: boolean;
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly timezone: 'browser';
  readonly templating: { readonly list: readonly GrafanaVariable[] };
  readonly panels: readonly GrafanaPanel[];
}

/** The data source, as a variable without a fixed name, so that the file fits every Grafana. */
export interface GrafanaVariable {
  readonly type: 'datasource';
  readonly name: string;
  readonly label: string;
  readonly query: 'prometheus';
  readonly regex: string;
  readonly hide: 0;
  readonly includeAll: false;
  readonly multi: false;
  readonly refresh: 1;
}

export interface GrafanaSource {
  readonly type: 'prometheus';
  readonly uid: string;
}

export interface GrafanaPanel {
  readonly id: number;
  readonly type: 'timeseries' | 'stat';
  readonly title: string;
  readonly description: string;
  readonly datasource: GrafanaSource;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig: {
    readonly defaults: { readonly unit: string; readonly min: number };
    readonly overrides: readonly never[];
  };
  readonly targets: readonly {
    readonly refId: string;
    readonly datasource: GrafanaSource;
    readonly expr: string;
    readonly legendFormat: string;
  }[];
}
