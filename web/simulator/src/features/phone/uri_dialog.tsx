/** Shows where a uri action leads; a web address can be opened in a tab of its own. */

import { Dialog } from './dialog.tsx';

interface Props {
  uri: string;
  /** The link is being opened. */
  onOpen: (uri: string) => void;
  onClose: () => void;
}

export function UriDialog({ uri, onOpen, onClose }: Props) {
  const isWeb = /^https?:/.test(uri);
  const open = () => {
    window.open(uri, '_blank', 'noopener,noreferrer');
    onOpen(uri);
    onClose();
  };
  return (
    <Dialog title="リンクを開く" onClose={onClose}>
      <p class="uri">{uri}</p>
      {!isWeb && <p>電話やアプリを開くリンクです。パソコンからは開けません。</p>}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onClose}>
          閉じる
        </button>
        {isWeb && (
          <button type="button" class="button button-strong" onClick={open}>
            新しいタブで開く
          </button>
        )}
      </div>
    </Dialog>
  );
}
