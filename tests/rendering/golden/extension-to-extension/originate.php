<?php
// Places the call. Put in your server and your credentials: the API key, the user and password, or all three, as the
// PBX requires. What is left as it is here is not sent.

$server = 'http://SIMOTEL_SERVER'; // a hosted PBX may have a path, as in https://pbx.example/api/v4.1
$apiKey = 'YOUR_API_KEY';
$user = 'YOUR_USER';
$password = 'YOUR_PASSWORD';

$body = <<<'JSON'
{
  "caller": "570",
  "callee": "553",
  "context": "main_routing",
  "caller_id": "masking",
  "timeout": "30"
}
JSON;

$server = rtrim($server, '/');
$api = strpos($server, '/api/v4') === false ? $server . '/api/v4' : $server;
$headers = ['Content-Type: application/json'];
if (strpos($apiKey, 'YOUR_') !== 0) {
    $headers[] = 'X-APIKEY: ' . $apiKey;
}

$curl = curl_init($api . '/call/originate/act');
curl_setopt_array($curl, [
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $body,
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
    CURLOPT_HTTPHEADER => $headers,
]);
if (strpos($user, 'YOUR_') !== 0) {
    curl_setopt($curl, CURLOPT_USERPWD, $user . ':' . $password);
}

$answer = curl_exec($curl);
if ($answer === false) {
    fwrite(STDERR, curl_error($curl) . PHP_EOL);
    exit(1);
}
echo $answer, PHP_EOL;
