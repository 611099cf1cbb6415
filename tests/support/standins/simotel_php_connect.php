<?php
// Stands in for simotel/simotel-php-connect in the tests: the methods that docs/web-services.md uses, as its published
// source shows them. It is written here and shares no code with the library.
declare(strict_types=1);

namespace Simotel;

final class Answered
{
    public function __construct(private array $fields)
    {
    }

    public function toJson(): string
    {
        return json_encode($this->fields);
    }
}

final class Events
{
    private static array $listeners = [];

    public function addListener(string $name, callable $listener): void
    {
        self::$listeners[$name][] = $listener;
    }

    public function dispatch(string $name, array $data): void
    {
        if (!in_array($name, ['Cdr', 'Survey', 'NewState'], true)) {
            throw new \Exception('Unknown Event');
        }
        foreach (self::$listeners[$name] ?? [] as $listener) {
            $listener($data);
        }
    }
}

final class Simotel
{
    public function __construct(private array $config = [])
    {
    }

    public function trunkApi(array $data): Answered
    {
        $name = $data['app_name'] ?? '';
        $apps = $this->config['trunkApi']['apps'];
        $class = $apps[$name] ?? $apps['*'] ?? null;
        if ($class === null || !method_exists($class, $name)) {
            throw new \Exception("method '$name' not defined");
        }
        $trunk = (new $class())->$name($data);
        return new Answered(['ok' => '1', 'trunk' => $trunk['trunk'], 'extension' => $trunk['extension'],
            'call_limit' => $trunk['call_limit']]);
    }

    public function eventApi(): Events
    {
        return new Events();
    }
}
