# syntax=docker/dockerfile:1
# Build: docker build -t realtime-sip-gateway .
# Run:   docker run --stop-timeout 60 --network host -v "$PWD/appsettings.json:/app/appsettings.json:ro" -v "$PWD/policy.json:/app/policy.json:ro" \
#          -v gateway-data:/app/data -e OPENAI_API_KEY -e OPENAI_WEBHOOK_SECRET realtime-sip-gateway
# Host networking keeps the source address of UDP trunks; signalling only, so there is no RTP port range to publish.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /repo
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Realtime.Sip/Realtime.Sip.csproj src/Realtime.Sip/packages.lock.json src/Realtime.Sip/
COPY src/Realtime.SipGateway/Realtime.SipGateway.csproj src/Realtime.SipGateway/packages.lock.json src/Realtime.SipGateway/
RUN dotnet restore --locked-mode src/Realtime.SipGateway
COPY appsettings.json policy.json ./
COPY src/Realtime.Sip src/Realtime.Sip
COPY src/Realtime.SipGateway src/Realtime.SipGateway
RUN dotnet publish --no-restore -c Release -o /app src/Realtime.SipGateway

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# libsqlite3: the call log's database. curl: the health check.
RUN apt-get update && apt-get install -y --no-install-recommends libsqlite3-0 curl && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
# The image's own unprivileged user; data/ is the only place it writes.
RUN mkdir data && chown "$APP_UID" data
USER $APP_UID
VOLUME /app/data
# A larger nursery: fewer pauses of the collector, tens of milliseconds each with thousands of calls. It can be set in the environment only (hexadecimal, 128 MB).
ENV DOTNET_GCgen0size=0x8000000
EXPOSE 5060/udp 5060/tcp 5061/tcp 8080/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD curl -fsS http://127.0.0.1:8080/health || exit 1
ENTRYPOINT ["dotnet", "Realtime.SipGateway.dll"]
