# Vigía for server mode. Debian-based: the npm package `node` that brings Node 26 to a developer's machine is for glibc, and here the image has it.
FROM node:26-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY web web
RUN npx vite build web --logLevel warn

FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY migrations migrations
COPY rules rules
COPY src src
COPY --from=console /app/web/dist web/dist
RUN mkdir /watchdog && chown node:node /watchdog
USER node
EXPOSE 3000
ENTRYPOINT ["node"]
CMD ["src/main.ts"]
