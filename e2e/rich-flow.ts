/** Something for each editor of the Inspector, badge, kind of line, kind of problem and kind of variable. */
export const RICH_FLOW = `jtype: Flow
with:
  env: {LEVEL: info}
  timeout_send: 2000
gateway:
  protocol: [grpc, http]
  port: [54321, 54322]
  expose_endpoints:
    /abc: {http_path: /v1/abc, methods: [PUT, GET], summary: What it is, status_code: 201}
shared:
  model: \${X:-y}
executors:
  - name: loader
    uses: {jtype: Loader, with: {dim: 3}}
  - name: image_encoder_of_the_left_camera
    uses: $ENCODER
    env: {API_KEY: "\${{ ENV.API_KEY }}"}
    replicas: 2
    tiemout_ready: 5
  - name: index
    uses: docker://clip:1.2
    shards: 3
    replicas: 2
    polling: {/index: ANY, /search: ALL}
    no_reduce: true
    when: {tags__kind: {$eq: image}}
    uses_with:
      model: \${{root.shared.model}}
      count: $COUNT
      folder: $FOLDER
      last: \${{ CONTEXT.LAST }}
      deep: {k: 1}
    volumes: [./one:/one, ./two:/two]
    needs: [loader, nobody]
  - name: ranker
    external: true
    host: ranker.example.com
    port: 8443
`;
