# Deskbell, and nothing else: no practice workspace, no tests, no compiler. docs/deploy.md says how to run it.
ARG NODE=24

# What is written in TypeScript becomes JavaScript here.
FROM node:${NODE}-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sandbox/package.json sandbox/
RUN npm ci
COPY tsconfig.base.json ./
COPY src src
COPY sandbox/src sandbox/src
COPY scripts scripts
# The practice workspace has no place in the image, nor have those who start it.
RUN npx tsc -b scripts && rm dist/scripts/start.js dist/scripts/practice.js

# What runs beside it. bcrypt brings its binary: nothing is compiled.
FROM node:${NODE}-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --workspaces=false

FROM node:${NODE}-slim
LABEL org.opencontainers.image.title="Deskbell" \
      org.opencontainers.image.description="A self-hosted help desk that lives in Slack." \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /app
# The one place that is written to, by the user below: archive files. A volume goes there.
RUN install -d -o 1000 -g 1000 data
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist/src dist/src
COPY --from=build /app/dist/scripts/*.js dist/scripts/
COPY package.json manifest.yml ./
# node, by its number, so that a cluster sees that it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# node is told to stop itself, and ends what is in hand: there is no shell between.
STOPSIGNAL SIGTERM
CMD ["node", "dist/src/main.js"]
