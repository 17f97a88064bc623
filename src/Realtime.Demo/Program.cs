using Realtime.Demo;

return await DemoRun.MainAsync(args);
