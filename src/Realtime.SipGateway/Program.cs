using Realtime.SipGateway;

return await StartUp.RunAsync(args);
